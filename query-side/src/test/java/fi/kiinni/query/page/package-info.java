@NullMarked
package fi.kiinni.query.page;

import org.jspecify.annotations.NullMarked;
