/** Makes up a portfolio of any size by lot, through the domain's own decisions, and appends it to a log. */
@NullMarked
package fi.kiinni.portfolio;

import org.jspecify.annotations.NullMarked;
