@NullMarked
package fi.kiinni.query.view;

import org.jspecify.annotations.NullMarked;
