/** Tells open pages that something has changed; what it is, they ask for themselves. */
@NullMarked
package fi.kiinni.query.live;

import org.jspecify.annotations.NullMarked;
