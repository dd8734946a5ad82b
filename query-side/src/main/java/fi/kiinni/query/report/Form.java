package fi.kiinni.query.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A form that a report takes outside of a page. */
public interface Form {

    /** Writes it piece by piece; the stream is left open. */
    void write(Report report, OutputStream out) throws IOException;

    /**
     * The same.
     *
     * @param percent is told now and then how much of the work is done, if it takes long; never less than before
     */
    default void write(Report report, OutputStream out, IntConsumer percent) throws IOException {
        write(report, out);
    }

    /** What the forms need, by its name among what is packed with the program for them. */
    static InputStream resource(String name) throws IOException {
        @Nullable InputStream resource = Form.class.getResourceAsStream("/report/" + name);
        if (resource == null) {
            throw new IOException("There is no " + name);
        }
        return resource;
    }
}
