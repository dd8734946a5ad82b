/** What every part of Kiinni speaks of: people and what they may, business dates, and the events that are kept under a name of their own. */
@NullMarked
package fi.kiinni;

import org.jspecify.annotations.NullMarked;
