package fi.kiinni.query.view;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.initiative.InitiativeEvent.CommentRetracted;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Comments that name somebody who has not said anything on the initiative since, oldest first. Whoever comments has
 * answered.
 */
record Mentions(List<Mention> open) {

    static final Mentions NONE = new Mentions(List.of());

    /** The oldest are forgotten beyond that, so that the document stays small whatever is said. */
    private static final int MOST = 100;

    /** @param people who have not answered */
    record Mention(
            UUID comment,
            String text,
            List<String> people,
            @Nullable String by,
            BusinessDate on) {

        private Mention without(String person) {
            return people.contains(person)
                    ? new Mention(
                            comment,
                            text,
                            people.stream().filter(one -> !one.equals(person)).toList(),
                            by,
                            on)
                    : this;
        }
    }

    Mentions after(Recorded recorded) {
        return switch (recorded.event()) {
            case CommentPosted comment -> with(comment, recorded.about("by"));
            case CommentRetracted retracted ->
                new Mentions(open.stream()
                        .filter(mention -> !mention.comment.equals(retracted.comment()))
                        .toList());
            default -> this;
        };
    }

    private Mentions with(CommentPosted comment, @Nullable String by) {
        Mention further = new Mention(
                comment.comment(), Task.shortened(comment.text()), comment.mentions(), by, comment.effectiveOn());
        List<Mention> all = Stream.concat(open.stream(), Stream.of(further))
                .map(mention -> mention.without(Objects.requireNonNullElse(by, "")))
                .filter(mention -> !mention.people.isEmpty())
                .toList();
        return new Mentions(all.subList(Math.max(0, all.size() - MOST), all.size()));
    }
}
