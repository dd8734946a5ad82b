/** The log as others may follow it: every event of a provider, once and in order, to be resumed from where one left off. */
@NullMarked
package fi.kiinni.query.feed;

import org.jspecify.annotations.NullMarked;
