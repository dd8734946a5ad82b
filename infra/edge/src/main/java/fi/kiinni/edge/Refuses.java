package fi.kiinni.edge;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which problems a controller's method (or each of a controller) can answer with, by their stable names such as
 * {@code not-found}; those that follow from its parameters and return type are described without being named.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Refuses {

    String[] value();
}
