/** Who did what: told from the log, and from what the command side wrote down of accounts. */
@NullMarked
package fi.kiinni.query.audit;

import org.jspecify.annotations.NullMarked;
