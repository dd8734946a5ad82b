package fi.kiinni.query.report;

import java.awt.Dimension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.apache.fop.apps.EnvironmentalProfileFactory;
import org.apache.fop.apps.FOUserAgent;
import org.apache.fop.apps.Fop;
import org.apache.fop.apps.FopConfParser;
import org.apache.fop.apps.FopFactory;
import org.apache.fop.events.Event;
import org.apache.fop.events.EventFormatter;
import org.apache.fop.events.model.EventSeverity;
import org.apache.fop.render.intermediate.IFDocumentHandler;
import org.apache.fop.render.intermediate.IFException;
import org.apache.fop.render.intermediate.util.IFDocumentHandlerProxy;
import org.apache.xmlgraphics.io.Resource;
import org.apache.xmlgraphics.io.ResourceResolver;
import org.apache.xmlgraphics.util.MimeConstants;
import org.springframework.stereotype.Component;
import org.xml.sax.SAXException;

/** Writes reports as PDF files that can be kept (PDF/A-2a) and read by everybody (PDF/UA-1). */
@Component
public final class Pdf implements Form {

    private static final URI FONTS = URI.create("file:/report/fonts/");

    private final FopFactory factory;
    private final Typeface regular;
    private final Typeface semibold;

    public Pdf() throws IOException, SAXException {
        regular = Typeface.of(Form.resource("fonts/Inter-Regular.ttf"));
        semibold = Typeface.of(Form.resource("fonts/Inter-SemiBold.ttf"));
        try (InputStream configuration = Form.resource("fop.xml")) {
            factory = new FopConfParser(
                            configuration, EnvironmentalProfileFactory.createRestrictedIO(FONTS, new Fonts()))
                    .getFopFactoryBuilder()
                    .build();
        }
    }

    /** All that is ever fetched: nothing that a report names is. */
    private static final class Fonts implements ResourceResolver {

        @Override
        public Resource getResource(URI address) throws IOException {
            URI name = FONTS.relativize(address);
            if (name.isAbsolute() || !Objects.toString(name.getPath(), "").matches("[A-Za-z-]+\\.ttf")) {
                throw new IOException("Not a font: " + address);
            }
            return new Resource(Form.resource("fonts/" + name));
        }

        @Override
        public OutputStream getOutputStream(URI address) throws IOException {
            throw new IOException("Nothing is written beside: " + address);
        }
    }

    @Override
    public void write(Report report, OutputStream file) throws IOException {
        write(report, file, _ -> {});
    }

    /** Writes the whole file, which is not closed; nothing of it is written if it cannot be made. */
    @Override
    public void write(Report report, OutputStream file, IntConsumer percent) throws IOException {
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        Stamp stamp = new Stamp(report);
        try {
            FOUserAgent agent = factory.newFOUserAgent();
            agent.setAccessibility(true);
            agent.getEventBroadcaster().addEventListener(Pdf::refuse);
            stamp.put(agent);
            Counting counting = new Counting(
                    stamp.in(factory.getRendererFactory().createDocumentHandler(agent, MimeConstants.MIME_PDF)),
                    percent);
            agent.setDocumentHandlerOverride(counting);
            Fop fop = factory.newFop(MimeConstants.MIME_PDF, agent, made);
            new Pages(report, new Fo(fop.getDefaultHandler()), regular, semibold)
                    .write(share -> counting.laidOut(share, fop.getResults().getPageCount()));
        } catch (SAXException e) {
            throw new IOException(e);
        }
        byte[] bytes = made.toByteArray();
        stamp.fix(bytes);
        file.write(bytes);
    }

    /** Pages are first laid out, all of them, and then drawn, which takes about twice as long. */
    private static final class Counting extends IFDocumentHandlerProxy {

        private static final int LAID_OUT = 33;

        private final IntConsumer percent;
        private int pages;

        Counting(IFDocumentHandler file, IntConsumer percent) {
            super(file);
            this.percent = percent;
        }

        /**
         * @param share of the report that is laid out, from 0 to 1
         * @param known how many pages that is
         */
        void laidOut(double share, int known) {
            pages = known;
            percent.accept((int) (LAID_OUT * share));
        }

        @Override
        public void startPage(int index, String name, String master, Dimension size) throws IFException {
            super.startPage(index, name, master, size);
            // The last part's pages are drawn before it is told how many these are.
            percent.accept(LAID_OUT + (99 - LAID_OUT) * index / Math.max(pages, index + 1));
        }
    }

    /** A file that would not be what it claims to be is no file. */
    private static void refuse(Event event) {
        boolean isWrong = event.getSeverity() == EventSeverity.ERROR
                || event.getSeverity() == EventSeverity.FATAL
                || event.getEventID().endsWith(".altTextMissing")
                || event.getEventID().endsWith(".glyphNotAvailable");
        if (isWrong) {
            throw new IllegalStateException(EventFormatter.format(event, Locale.ROOT));
        }
    }
}
