@NullMarked
package fi.kiinni.query;

import org.jspecify.annotations.NullMarked;
