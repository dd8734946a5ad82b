package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.xmlbeans.XmlObject;
import org.apache.xmlbeans.XmlOptions;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.DocumentDocument;

/** Holds the parts of a file against the schemas of ECMA-376. */
final class Valid {

    private Valid() {}

    /** @return of how many parts there is a schema */
    static int parts(byte[] file) throws Exception {
        int known = 0;
        for (Map.Entry<String, byte[]> part : Samples.parts(file).entrySet()) {
            String name = part.getKey();
            // What holds the parts together has schemas of its own, which POI goes by when it opens the file.
            if (name.endsWith(".xml") && !name.startsWith("docProps/") && !name.startsWith("[")) {
                List<Object> wrong = new ArrayList<>();
                XmlObject document = DocumentDocument.type
                        .getTypeSystem()
                        .parse(new ByteArrayInputStream(part.getValue()), null, new XmlOptions());
                assertThat(document.schemaType().isDocumentType()).as(name).isTrue();
                document.validate(new XmlOptions().setErrorListener(new ArrayList<>() {
                    @Override
                    public boolean add(org.apache.xmlbeans.XmlError error) {
                        return wrong.add(error.getMessage() + " at " + error.getCursorLocation());
                    }
                }));
                assertThat(wrong).as(name).isEmpty();
                known++;
            }
        }
        return known;
    }
}
