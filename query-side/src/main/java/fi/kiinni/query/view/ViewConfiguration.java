package fi.kiinni.query.view;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import fi.kiinni.log.EventLogConfiguration;
import fi.kiinni.log.LogPages;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.serialization.Serializer;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The views of this process: where they are kept, and who keeps them up to date. */
@Configuration(proxyBeanMethods = false)
class ViewConfiguration {

    private static final int PAGE = 1000;

    @Bean
    MongoDatabase viewDatabase(MongoClient client, MongoConnectionDetails details) {
        CodecRegistry all = MongoClientSettings.getDefaultCodecRegistry();
        // A codec that a registry makes looks up others by way of a check for cycles, once per value.
        CodecRegistry direct = CodecRegistries.fromRegistries(CodecRegistries.fromCodecs(new DocumentCodec(all)), all);
        return client.getDatabase(Optional.ofNullable(details.getConnectionString())
                        .map(ConnectionString::getDatabase)
                        .orElse("kiinni"))
                .withCodecRegistry(direct);
    }

    @Bean
    Generations generations(MongoDatabase database) {
        return new Generations(database);
    }

    @Bean
    Overview overview(Generations generations) {
        return new Overview(generations.read(Overview.NAME));
    }

    @Bean
    Visible visible(Overview overview) {
        return new Visible(overview);
    }

    @Bean
    Timeline timeline(Generations generations) {
        return new Timeline(generations.read(Timeline.NAME));
    }

    @Bean
    Strategies strategies(Generations generations) {
        return new Strategies(generations.read(Strategies.NAME));
    }

    /** Axon reads an aggregate without its events' places in the whole log; those are asked for beside it. */
    @Bean
    History history(EventStore eventStore, JdbcClient jdbc) {
        return (aggregate, afterVersion) -> {
            List<Long> positions = jdbc.sql(
                            "SELECT global_index FROM event WHERE aggregate_identifier = ? AND sequence_number >= ?"
                                    + " ORDER BY sequence_number LIMIT " + PAGE)
                    .params(aggregate, afterVersion)
                    .query((row, _) -> row.getLong(1))
                    .list();
            if (positions.isEmpty()) {
                return List.of();
            }
            try (Stream<? extends DomainEventMessage<?>> events =
                    eventStore.readEvents(aggregate, afterVersion).asStream()) {
                return events.limit(positions.size())
                        .<Recorded>map(event ->
                                new Recorded(event, positions.get((int) (event.getSequenceNumber() - afterVersion))))
                        .toList();
            }
        };
    }

    @Bean
    PassedOver passedOver(JdbcClient jdbc) {
        return new PassedOver(jdbc);
    }

    @Bean
    Snapshots snapshots(Generations generations, Overview overview) {
        return new Snapshots(generations.readSnapshots(Overview.NAME), overview);
    }

    @Bean
    Past past(History history, PassedOver passedOver, Snapshots snapshots, JdbcClient jdbc) {
        return new Past(passedOver.as(Overview.NAME, history), snapshots, jdbc);
    }

    @Bean
    DeadLetters deadLetters(MongoDatabase database, PassedOver passedOver) {
        return new DeadLetters(database.getCollection("dead_letters"), passedOver);
    }

    @Bean
    Projections projections(
            EventStore eventStore,
            LogPages pages,
            @Qualifier(EventLogConfiguration.TOKEN_SERIALIZER) Serializer tokens,
            MongoDatabase database,
            Generations generations,
            Overview overview,
            DeadLetters letters,
            History history,
            PassedOver passedOver,
            ObjectProvider<Clock> clock,
            MeterRegistry meters,
            @Value("${kiinni.views.look-every:1s}") Duration lookEvery,
            @Value("${kiinni.views.retry-every:1s}") Duration retryEvery,
            @Value("${kiinni.views.keep:10s}") Duration keep) {
        return new Projections(
                eventStore,
                pages,
                tokens,
                database,
                Map.of(
                        Overview.NAME,
                        one -> overview.view(
                                generations.collection(one),
                                generations.snapshots(one),
                                passedOver.as(Overview.NAME, history)),
                        Timeline.NAME,
                        one -> Timeline.view(generations.collection(one)),
                        Strategies.NAME,
                        one -> Strategies.view(generations.collection(one), passedOver.as(Strategies.NAME, history))),
                generations,
                overview,
                letters,
                history,
                passedOver,
                clock.getIfAvailable(Clock::systemUTC),
                meters,
                lookEvery,
                retryEvery,
                keep);
    }

    @Bean
    Rebuilds rebuilds(Projections projections) {
        return projections.rebuilds();
    }

    @Bean
    Progress progress(Projections projections) {
        return projections.progress();
    }

    /** Not ready until the views have caught up: nobody should be sent to half of the truth. */
    @Bean
    HealthIndicator viewsHealthIndicator(Progress progress) {
        return () -> {
            if (progress.isCaughtUp()) {
                return Health.up().build();
            }
            Progress.Distance distance = progress.untilCaughtUp();
            return Health.outOfService()
                    .withDetail("position", distance.position())
                    .withDetail("head", distance.head())
                    .build();
        };
    }
}
