@NullMarked
package fi.kiinni.query.live;

import org.jspecify.annotations.NullMarked;
