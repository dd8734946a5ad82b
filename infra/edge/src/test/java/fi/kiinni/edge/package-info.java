/** What holds at the edge, whatever lies behind it. */
@NullMarked
package fi.kiinni.edge;

import org.jspecify.annotations.NullMarked;
