package fi.kiinni.query.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.apache.fop.apps.EnvironmentalProfileFactory;
import org.apache.fop.apps.FOUserAgent;
import org.apache.fop.apps.FopConfParser;
import org.apache.fop.apps.FopFactory;
import org.apache.fop.events.Event;
import org.apache.fop.events.EventFormatter;
import org.apache.fop.events.model.EventSeverity;
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

    /** Writes the whole file, which is not closed; nothing of it is written if it cannot be made. */
    @Override
    public void write(Report report, OutputStream file) throws IOException {
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        Stamp stamp = new Stamp(report);
        try {
            FOUserAgent agent = factory.newFOUserAgent();
            agent.setAccessibility(true);
            agent.getEventBroadcaster().addEventListener(Pdf::refuse);
            stamp.put(agent);
            agent.setDocumentHandlerOverride(
                    stamp.in(factory.getRendererFactory().createDocumentHandler(agent, MimeConstants.MIME_PDF)));
            Fo fo = new Fo(factory.newFop(MimeConstants.MIME_PDF, agent, made).getDefaultHandler());
            new Pages(report, fo, regular, semibold).write();
        } catch (SAXException e) {
            throw new IOException(e);
        }
        byte[] bytes = made.toByteArray();
        stamp.fix(bytes);
        file.write(bytes);
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
