/** The query side: what the log adds up to, for people in pages and for programs in JSON. It changes nothing by itself. */
@NullMarked
package fi.kiinni.query;

import org.jspecify.annotations.NullMarked;
