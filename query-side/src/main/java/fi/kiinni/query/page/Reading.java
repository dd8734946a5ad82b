package fi.kiinni.query.page;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.query.view.Course;
import fi.kiinni.query.view.Gates;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;

/** An initiative as it is read: on which day, in whose words, and how much of it. What its page shows, part by part, is made from this. */
record Reading(
        Words words, Telling telling, Initiative state, Course course, Gates gates, LocalDate today, Extent extent) {

    static Reading of(Words words, Telling telling, Life life, LocalDate today, Extent extent) {
        return new Reading(
                words, telling, life.whole().state(), life.course(), Gates.ahead(life, today), today, extent);
    }

    /** Whether the whole of what was entered, day, month or year, is over. */
    boolean isPast(BusinessDate date) {
        return date.lastDay().isBefore(today);
    }
}
