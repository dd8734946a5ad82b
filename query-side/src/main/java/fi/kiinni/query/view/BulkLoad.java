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
import org.jspecify.annotations.Nullable;
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

    private static final Logger log = LoggerFactory.getLogger(BulkLoad.class);

    private final LogPages pages;
    private final TokenStore tokens;
    private final int most;
    private final Set<String> atWork = ConcurrentHashMap.newKeySet();

    /** @param most events at once */
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

        /** Parts that are at the same place are given the same pages. */
        private List<Object> place() {
            return List.of(number, token);
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
     * Goes on with parts, but for those that another process or thread is at. Those at the same place are loaded together, so that an event
     * is read once for all views.
     *
     * @param isWanted asked before each page
     * @param done when parts have come to their end
     */
    void goOn(List<Part> parts, Predicate<Generation> isWanted, Runnable done, Executor executor) {
        parts.stream()
                .filter(part -> atWork.add(part.name() + "/" + part.number()))
                .collect(Collectors.groupingBy(Part::place, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(together -> executor.execute(() -> {
                    try {
                        if (load(together, isWanted)) {
                            done.run();
                        }
                    } catch (RuntimeException e) {
                        log.warn("Loading views stopped, and is gone on with soon: {}", e.toString());
                    } finally {
                        together.forEach(part -> atWork.remove(part.name() + "/" + part.number()));
                    }
                }));
    }

    /** @return whether they have come to their end */
    private boolean load(List<Part> together, Predicate<Generation> isWanted) {
        List<Part> claimed = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            together.stream().filter(this::claim).forEach(claimed::add);
            int number = together.getFirst().number();
            if (claimed.isEmpty()) {
                return false;
            }
            Page page = after(together.getFirst().token().of(number), number, without(claimed));
            while (leaveUnwanted(claimed, isWanted)) {
                Page shown = page;
                List<String> without = without(claimed);
                CompletableFuture<Page> next = page.isLast()
                        ? CompletableFuture.completedFuture(page)
                        : CompletableFuture.supplyAsync(() -> after(shown.token(), number, without), threads);
                show(page, claimed, threads);
                for (Part part : claimed) {
                    tokens.storeToken(page.isLast() ? page.token().following() : page.token(), part.name(), number);
                }
                if (page.isLast()) {
                    return true;
                }
                page = next.join();
            }
            return false;
        } finally {
            claimed.forEach(this::release);
        }
    }

    /** @return whether any is left */
    private boolean leaveUnwanted(List<Part> claimed, Predicate<Generation> isWanted) {
        List<Part> left = claimed.stream()
                .filter(part -> !isWanted.test(part.generation()))
                .toList();
        left.forEach(this::release);
        claimed.removeAll(left);
        return !claimed.isEmpty();
    }

    /**
     * @param token of the last of the events, or from where there are none
     * @param next the aggregate with which the next page begins; absent if this is the last
     */
    private record Page(
            BulkLoadToken token,
            List<LoggedEvent<?>> events,
            @Nullable String next) {

        boolean isLast() {
            return next == null;
        }
    }

    private Page after(BulkLoadToken token, int part, List<String> without) {
        List<LoggedEvent<?>> read =
                pages.byAggregate(token.aggregate(), token.sequence(), token.before(part), without, most + 1);
        boolean goesOn = read.size() > most;
        List<LoggedEvent<?>> events = goesOn ? read.subList(0, most) : read;
        return new Page(
                events.isEmpty() ? token : token.after(events),
                events,
                goesOn ? read.getLast().getAggregateIdentifier() : null);
    }

    /** Side by side: while one waits for the database, another makes its documents. */
    private static void show(Page page, List<Part> parts, Executor threads) {
        if (!page.events().isEmpty()) {
            parts.stream()
                    .map(part -> CompletableFuture.runAsync(
                            () -> part.projection().load(page.events(), page.next()), threads))
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

    /** What is known to be for none of them; an event of no known name is not passed over. */
    private static List<String> without(List<Part> parts) {
        return StoredEvents.all().stream()
                .filter(event ->
                        parts.stream().noneMatch(part -> part.projection().takes(event)))
                .map(event -> StoredEvents.of(event).value())
                .toList();
    }
}
