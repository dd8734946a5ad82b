/** Both sides in one process, on an embedded PostgreSQL and an embedded MongoDB-compatible server unless others are given. */
@NullMarked
package fi.kiinni.allinone;

import org.jspecify.annotations.NullMarked;
