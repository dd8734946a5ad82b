package fi.kiinni.query.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.fop.accessibility.StructureTreeElement;
import org.apache.fop.accessibility.StructureTreeEventHandler;
import org.apache.fop.pdf.PDFDocument;
import org.apache.fop.pdf.PDFObject;
import org.apache.fop.pdf.PDFStructElem;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;

/**
 * The tags of a file in the making. FOP holds them all until its end, which takes more memory than all the rest of a long one; here those of
 * pages that are drawn are handed over to be written with the next page, once there are many.
 */
final class Tags implements StructureTreeEventHandler {

    private final StructureTreeEventHandler to;
    private final int most;
    private @Nullable PDFDocument document;
    private int drawn;

    /** @param most tags that are held though they could be written: in the file's end they take less room */
    Tags(StructureTreeEventHandler to, int most) {
        this.to = to;
        this.most = most;
    }

    /** What was begun before the sequence that has just been said is drawn; of that one, the last page is not yet. */
    @Override
    public void startPageSequence(Locale language, String role) {
        if (document != null) {
            List<PDFStructElem> all = document.getStructureTreeElements();
            if (drawn > most) {
                handOver(document, all.subList(0, drawn));
            }
            drawn = all.size();
        }
        to.startPageSequence(language, role);
    }

    private static void handOver(PDFDocument document, List<PDFStructElem> tags) {
        List<PDFStructElem> open = new ArrayList<>();
        for (PDFStructElem tag : tags) {
            @Nullable PDFStructElem around = tag.getParentStructElem();
            if (around == null) {
                open.add(tag);
            } else if (tag.hasObjectNumber()) {
                document.addObject(new Written(tag));
            } else {
                // There is nothing on a page that it would be the tag of.
                around.getKids().remove(tag);
            }
        }
        tags.clear();
        document.getStructureTreeElements().addAll(0, open);
    }

    /** A tag in another guise, since FOP takes none among what is written page by page. What it leads to is let go of. */
    private static final class Written extends PDFObject {

        private final PDFStructElem tag;

        Written(PDFStructElem tag) {
            this.tag = tag;
            setObjectNumber(tag.getObjectNumber());
            setDocument(tag.getDocument());
        }

        @Override
        public int output(OutputStream file) throws IOException {
            int length = tag.output(file);
            List.copyOf(tag.keySet()).forEach(tag::remove);
            if (tag.getKids() != null) {
                tag.getKids().clear();
            }
            return length;
        }
    }

    private StructureTreeElement seen(StructureTreeElement element) {
        if (document == null && element instanceof PDFStructElem tag) {
            document = tag.getDocument();
        }
        return element;
    }

    @Override
    public StructureTreeElement startNode(String name, Attributes attributes, StructureTreeElement parent) {
        return seen(to.startNode(name, attributes, parent));
    }

    @Override
    public StructureTreeElement startImageNode(String name, Attributes attributes, StructureTreeElement parent) {
        return seen(to.startImageNode(name, attributes, parent));
    }

    @Override
    public StructureTreeElement startReferencedNode(String name, Attributes attributes, StructureTreeElement parent) {
        return seen(to.startReferencedNode(name, attributes, parent));
    }

    @Override
    public void endNode(String name) {
        to.endNode(name);
    }

    @Override
    public void endPageSequence() {
        to.endPageSequence();
    }

    /** Lets go of what is left: FOP has constants that lead to the file which was made last. */
    void forget() {
        if (document != null) {
            document.getStructureTreeElements().clear();
            document = null;
        }
    }
}
