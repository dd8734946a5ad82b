package fi.kiinni.query.report;

import fi.kiinni.query.report.Pages.Numbers;
import java.awt.Dimension;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;
import org.apache.fop.accessibility.DummyStructureTreeEventHandler;
import org.apache.fop.apps.EnvironmentalProfileFactory;
import org.apache.fop.apps.FOPException;
import org.apache.fop.apps.FOUserAgent;
import org.apache.fop.apps.Fop;
import org.apache.fop.apps.FopConfParser;
import org.apache.fop.apps.FopFactory;
import org.apache.fop.area.BookmarkData;
import org.apache.fop.area.OffDocumentItem;
import org.apache.fop.area.PageSequence;
import org.apache.fop.area.PageViewport;
import org.apache.fop.events.Event;
import org.apache.fop.events.EventFormatter;
import org.apache.fop.events.model.EventSeverity;
import org.apache.fop.render.intermediate.IFDocumentHandler;
import org.apache.fop.render.intermediate.IFDocumentNavigationHandler;
import org.apache.fop.render.intermediate.IFException;
import org.apache.fop.render.intermediate.IFRenderer;
import org.apache.fop.render.intermediate.extensions.AbstractAction;
import org.apache.fop.render.intermediate.extensions.BookmarkTree;
import org.apache.fop.render.intermediate.extensions.Link;
import org.apache.fop.render.intermediate.extensions.NamedDestination;
import org.apache.fop.render.intermediate.util.IFDocumentHandlerProxy;
import org.apache.xmlgraphics.io.Resource;
import org.apache.xmlgraphics.io.ResourceResolver;
import org.apache.xmlgraphics.util.MimeConstants;
import org.springframework.stereotype.Component;
import org.xml.sax.SAXException;

/** Writes reports as PDF files that can be kept (PDF/A-2a) and read by everybody (PDF/UA-1). */
@Component
public final class Pdf implements Form {

    /** About how many percent of the work it is to find the pages' numbers. */
    private static final int NUMBERED = 25;

    /** Those of some hundred pages. */
    private static final int MOST_TAGS = 20_000;

    private static final URI FONTS = URI.create("file:/report/fonts/");

    private final FopFactory factory;
    private final Typeface regular;
    private final Typeface semibold;
    private final int mostTags;

    public Pdf() throws IOException, SAXException {
        this(MOST_TAGS);
    }

    /** @param mostTags that are held in memory, of pages that are drawn */
    Pdf(int mostTags) throws IOException, SAXException {
        this.mostTags = mostTags;
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

    /**
     * Writes the file page by page, after all of it has been laid out once for the numbers of the pages. Nothing is written of what cannot be
     * laid out.
     */
    @Override
    public void write(Report report, OutputStream file, IntConsumer percent) throws IOException {
        try {
            Numbers numbers = numbers(report, share -> percent.accept((int) (NUMBERED * share)));
            Stamp stamp = new Stamp(report);
            FOUserAgent agent = agent();
            stamp.put(agent);
            IFDocumentHandler handler = handler(agent);
            Tags tags = new Tags(agent.getStructureTreeEventHandler(), mostTags);
            agent.setDocumentHandlerOverride(new Counting(stamp.in(handler), numbers.all(), percent));
            agent.setStructureTreeEventHandler(tags);
            try (Stamp.Stream stamped = stamp.in(file)) {
                Fop fop = factory.newFop(MimeConstants.MIME_PDF, agent, stamped);
                new Pages(report, new Fo(fop.getDefaultHandler()), regular, semibold, numbers).write(_ -> {});
                if (fop.getResults().getPageCount() != numbers.all()) {
                    throw new IllegalStateException("Its pages are not those that were numbered.");
                }
                stamped.finish();
            } finally {
                tags.forget();
            }
        } catch (SAXException e) {
            throw new IOException(e);
        }
    }

    private FOUserAgent agent() {
        FOUserAgent agent = factory.newFOUserAgent();
        agent.setAccessibility(true);
        agent.getEventBroadcaster().addEventListener(Pdf::refuse);
        return agent;
    }

    private IFDocumentHandler handler(FOUserAgent agent) throws FOPException {
        return factory.getRendererFactory().createDocumentHandler(agent, MimeConstants.MIME_PDF);
    }

    /** Each page names the last one, and the first names those on which chapters begin: a page could not be written before all are known. */
    private Numbers numbers(Report report, DoubleConsumer laidOut) throws SAXException {
        FOUserAgent agent = agent();
        Undrawn undrawn = new Undrawn(agent, handler(agent));
        agent.setRendererOverride(undrawn);
        agent.setStructureTreeEventHandler(DummyStructureTreeEventHandler.INSTANCE);
        Fop fop = factory.newFop(MimeConstants.MIME_PDF, agent, OutputStream.nullOutputStream());
        new Pages(report, new Fo(fop.getDefaultHandler()), regular, semibold, Numbers.UNKNOWN).write(laidOut);
        return new Numbers(fop.getResults().getPageCount(), undrawn.pages);
    }

    /** Lays out with the fonts of the file, and draws nothing. */
    private static final class Undrawn extends IFRenderer {

        private final Map<String, Integer> pages = new HashMap<>();

        Undrawn(FOUserAgent agent, IFDocumentHandler fonts) {
            super(agent);
            setDocumentHandler(fonts);
        }

        @Override
        public void startRenderer(OutputStream file) {}

        @Override
        public void stopRenderer() {}

        @Override
        public void setDocumentLocale(Locale locale) {}

        @Override
        public void startPageSequence(PageSequence sequence) {}

        @Override
        public void preparePage(PageViewport page) {}

        @Override
        public void renderPage(PageViewport page) {}

        @Override
        public void processOffDocumentItem(OffDocumentItem item) {
            if (item instanceof BookmarkData bookmarks) {
                look(bookmarks);
            }
        }

        private void look(BookmarkData bookmarks) {
            for (int nth = 0; nth < bookmarks.getCount(); nth++) {
                BookmarkData bookmark = bookmarks.getSubData(nth);
                pages.put(bookmark.getIDRef(), bookmark.getPageViewport().getPageIndex() + 1);
                look(bookmark);
            }
        }
    }

    /** The file itself, which tells how far it is. */
    private static final class Counting extends IFDocumentHandlerProxy implements IFDocumentNavigationHandler {

        private final Set<AbstractAction> links = new HashSet<>();
        private final int pages;
        private final IntConsumer percent;

        Counting(IFDocumentHandler file, int pages, IntConsumer percent) {
            super(file);
            this.pages = pages;
            this.percent = percent;
        }

        @Override
        public void startPage(int index, String name, String master, Dimension size) throws IFException {
            super.startPage(index, name, master, size);
            percent.accept(NUMBERED + (99 - NUMBERED) * index / pages);
        }

        /** FOP keeps the links to the end, and with each its tag and all that is around that. */
        @Override
        public void endPage() throws IFException {
            super.endPage();
            links.forEach(link -> link.setStructureTreeElement(null));
            links.clear();
        }

        @Override
        public IFDocumentNavigationHandler getDocumentNavigationHandler() {
            return this;
        }

        @Override
        public void renderLink(Link link) throws IFException {
            super.getDocumentNavigationHandler().renderLink(link);
            links.add(link.getAction());
        }

        @Override
        public void renderNamedDestination(NamedDestination destination) throws IFException {
            super.getDocumentNavigationHandler().renderNamedDestination(destination);
        }

        @Override
        public void renderBookmarkTree(BookmarkTree bookmarks) throws IFException {
            super.getDocumentNavigationHandler().renderBookmarkTree(bookmarks);
        }

        @Override
        public void addResolvedAction(AbstractAction action) throws IFException {
            super.getDocumentNavigationHandler().addResolvedAction(action);
        }

        @Override
        public int getPageIndex() {
            return super.getDocumentNavigationHandler().getPageIndex();
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
