package fi.kiinni.query.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A form that a report takes outside of a page. */
public interface Form {

    /** Writes it piece by piece; the stream is left open. */
    void write(Report report, OutputStream out) throws IOException;

    /** What the forms need, by its name among what is packed with the program for them. */
    static InputStream resource(String name) throws IOException {
        @Nullable InputStream resource = Form.class.getResourceAsStream("/report/" + name);
        if (resource == null) {
            throw new IOException("There is no " + name);
        }
        return resource;
    }
}
