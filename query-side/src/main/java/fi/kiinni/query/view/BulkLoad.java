package fi.kiinni.query.view;

import fi.kiinni.StoredEvents;
import fi.kiinni.log.LogPages;
import fi.kiinni.log.LoggedEvent;
import fi.kiinni.query.view.Generations.Generation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a generation that has nothing yet: not in the order of the log but aggregate by aggregate, so that a document is written once and
 * not with every batch in which there is one of its aggregate's events. Afterwards the generation follows the log from where that ended
 * before; what it has already is not newer then.
 *
 * <p>The tokens in MongoDB say how far it is and who is at it, so it goes on where it was after a restart, in any process.
 */
final class BulkLoad {

    /** As many as segments, under whose tokens they go; aggregates are divided otherwise. */
    static final int PARTS = 2;

    /** Events at once: a page, with what the views make of it, has to have room in a small heap. */
    static final int PAGE = 2_000;

    /** Times as many, if they are all of an aggregate that goes on: its document is written with each page. */
    private static final int LONGER = 3;

    private static final Logger log = LoggerFactory.getLogger(BulkLoad.class);

    private final LogPages pages;
    private final TokenStore tokens;
    private final int most;
    private final Set<String> atWork = ConcurrentHashMap.newKeySet();

    /** @param most events at once, but of an aggregate with very many of them */
    BulkLoad(LogPages pages, TokenStore tokens, int most) {
        this.pages = pages;
        this.tokens = tokens;
        this.most = most;
    }

    /**
     * A part of a generation that is not loaded yet.
     *
     * @param token how far it is
     */
    record Part(Generation generation, int number, Projection projection, BulkLoadToken token) {

        private String name() {
            return generation.name();
        }

        /** Parts that are alike are given the same pages. */
        private List<Object> pages() {
            return List.of(number, token, projection.events());
        }
    }

    /** Begins with those that nobody has begun with. Of an empty log there is nothing to load. */
    void begin(Collection<Generation> generations) {
        List<Generation> fresh = generations.stream()
                .filter(generation -> tokens.fetchSegments(generation.name()).length == 0)
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        GapAwareTrackingToken head = pages.head().token();
        if (head.getIndex() <= 0) {
            return;
        }
        BulkLoadToken beginning = BulkLoadToken.beginning(head, pages.middle(head.getIndex()));
        for (Generation generation : fresh) {
            try {
                tokens.initializeTokenSegments(generation.name(), PARTS, beginning);
            } catch (UnableToClaimTokenException another) {
                log.debug("Another process has begun with {}", generation.name());
            }
        }
    }

    /**
     * Goes on with parts, but for those that another process or thread is at. Those that are alike are loaded together, so that an event is
     * read once for all views.
     *
     * @param isWanted asked before each page
     * @param done when parts have come to their end
     */
    void goOn(List<Part> parts, Predicate<Generation> isWanted, Runnable done, Executor executor) {
        parts.stream()
                .filter(part -> atWork.add(part.name() + "/" + part.number()))
                .collect(Collectors.groupingBy(Part::pages, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(alike -> executor.execute(() -> {
                    try {
                        if (load(alike, isWanted)) {
                            done.run();
                        }
                    } catch (RuntimeException e) {
                        log.warn("Loading views stopped, and is gone on with soon: {}", e.toString());
                    } finally {
                        alike.forEach(part -> atWork.remove(part.name() + "/" + part.number()));
                    }
                }));
    }

    /** @return whether they have come to their end */
    private boolean load(List<Part> alike, Predicate<Generation> isWanted) {
        List<Part> claimed = new ArrayList<>();
        try {
            alike.stream().filter(this::claim).forEach(claimed::add);
            BulkLoadToken token = alike.getFirst().token().of(alike.getFirst().number());
            int wanted = most;
            while (true) {
                List<Part> left = claimed.stream()
                        .filter(part -> !isWanted.test(part.generation()))
                        .toList();
                left.forEach(this::release);
                claimed.removeAll(left);
                if (claimed.isEmpty()) {
                    return false;
                }
                Part one = claimed.getFirst();
                List<LoggedEvent<?>> page = pages.byAggregate(
                        token.aggregate(),
                        token.sequence(),
                        token.before(one.number()),
                        without(one.projection().events()),
                        wanted);
                boolean isLast = page.size() < wanted;
                wanted = isOfOne(page) ? LONGER * most : most;
                token = page.isEmpty() ? token : token.after(page);
                if (!page.isEmpty()) {
                    show(page, claimed);
                }
                for (Part part : claimed) {
                    tokens.storeToken(isLast ? token.following() : token, part.name(), part.number());
                }
                if (isLast) {
                    return true;
                }
            }
        } finally {
            claimed.forEach(this::release);
        }
    }

    private static boolean isOfOne(List<LoggedEvent<?>> page) {
        return !page.isEmpty()
                && page.getFirst()
                        .getAggregateIdentifier()
                        .equals(page.getLast().getAggregateIdentifier());
    }

    /** Side by side: while one waits for the database, another makes its documents. */
    private static void show(List<LoggedEvent<?>> page, List<Part> parts) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            parts.stream()
                    .map(part ->
                            CompletableFuture.runAsync(() -> part.projection().load(page), threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
    }

    /** @return whether it is ours now, and where it was */
    private boolean claim(Part part) {
        try {
            if (part.token().equals(tokens.fetchToken(part.name(), part.number()))) {
                return true;
            }
            release(part); // Somebody has gone on with it meanwhile.
        } catch (UnableToClaimTokenException another) {
            log.debug("Another process is loading {}", part.name());
        }
        return false;
    }

    private void release(Part part) {
        tokens.releaseClaim(part.name(), part.number());
    }

    /** What is known not to be of that kind; an event of no known name is not passed over. */
    private static List<String> without(Class<?> events) {
        return StoredEvents.all().stream()
                .filter(event -> !events.isAssignableFrom(event))
                .map(event -> StoredEvents.of(event).value())
                .toList();
    }
}
