/** The command side as a whole, over HTTP and on a real PostgreSQL. */
@NullMarked
package fi.kiinni.command;

import org.jspecify.annotations.NullMarked;
