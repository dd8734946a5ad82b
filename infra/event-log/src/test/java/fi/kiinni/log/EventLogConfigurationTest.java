package fi.kiinni.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.axonframework.common.IdentifierFactory;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class EventLogConfigurationTest {

    private static ApplicationContextRunner process(TestPostgres.Database database) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        FlywayAutoConfiguration.class))
                .withUserConfiguration(EventLogConfiguration.class)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password());
    }

    private static void append(AssertableApplicationContext context) {
        context.getBean(EventStore.class).publish(LogFixture.comment("initiative", 0));
    }

    private static String explanation(AssertableApplicationContext context) {
        Throwable failure = Objects.requireNonNull(context.getStartupFailure());
        return Objects.requireNonNull(new EventLogStart.Explanation().analyze(failure))
                .getDescription();
    }

    @Nested
    class Wiring {

        @Test
        void makes_a_log_that_is_migrated_appends_and_verifies() {
            process(TestPostgres.newDatabase()).run(context -> {
                append(context);
                assertThat(context.getBean(EventStore.class)
                                .readEvents("initiative")
                                .asStream())
                        .hasSize(1);
                assertThat(context.getBean(EventLogEndpoint.class).verify())
                        .isEqualTo(new ChainVerification.Report(1, true, true, null));
                MeterRegistry meters = context.getBean(MeterRegistry.class);
                assertThat(meters.get("kiinni.events.appended").counter().count())
                        .isEqualTo(1);
                assertThat(meters.get("kiinni.log.horizon.held").gauge().value())
                        .isZero();
            });
        }

        @Test
        void an_append_takes_part_in_springs_transaction() {
            process(TestPostgres.newDatabase()).run(context -> {
                assertThat(context.getBean(TransactionManager.class)).isInstanceOf(SpringTransactionManager.class);
                new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                        .executeWithoutResult(status -> {
                            append(context);
                            status.setRollbackOnly();
                        });
                assertThat(context.getBean(JdbcTemplate.class).queryForObject("SELECT count(*) FROM event", Long.class))
                        .isZero();
            });
        }

        @Test
        void bounds_the_time_of_transactions() {
            process(TestPostgres.newDatabase())
                    .withPropertyValues("kiinni.log.statement-timeout=7s")
                    .run(context -> {
                        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                        assertThat(context.getBean(DataSource.class)).isInstanceOf(HikariDataSource.class);
                        assertThat(jdbc.queryForObject("SHOW statement_timeout", String.class))
                                .isEqualTo("7s");
                        assertThat(jdbc.queryForObject("SHOW idle_in_transaction_session_timeout", String.class))
                                .isEqualTo("10s");
                        assertThat(jdbc.queryForObject("SHOW transaction_timeout", String.class))
                                .isEqualTo("1min");
                    });
        }

        @Test
        void identifiers_are_ordered_by_time() {
            assertThat(UUID.fromString(IdentifierFactory.getInstance().generateIdentifier())
                            .version())
                    .isEqualTo(7);
        }

        @Test
        void nothing_is_written_to_the_home_folder() {
            process(TestPostgres.newDatabase()).run(EventLogConfigurationTest::append);
            assertThat(new File(System.getProperty("user.home"), ".axoniq")).doesNotExist();
        }
    }

    @Nested
    class ADatabaseWithoutTheLog {

        @Test
        void is_waited_for() throws Exception {
            TestPostgres.Database database = TestPostgres.newDatabase();
            CompletableFuture<Void> started = CompletableFuture.runAsync(() -> process(database)
                    .withPropertyValues("spring.flyway.enabled=false")
                    .run(EventLogConfigurationTest::append));
            await().during(Duration.ofSeconds(1)).until(() -> !started.isDone());
            Flyway.configure().dataSource(database.dataSource()).load().migrate();
            started.get(10, TimeUnit.SECONDS);
        }

        @Test
        void ends_the_start_with_a_sentence_when_it_does_not_come() {
            process(TestPostgres.newDatabase())
                    .withPropertyValues("spring.flyway.enabled=false", "kiinni.log.await-schema=1s")
                    .run(context -> {
                        assertThat(context).hasFailed();
                        assertThat(explanation(context)).contains("The event log's tables are not in the database yet");
                    });
        }
    }

    @Nested
    class ASequenceThatWasChanged {

        @Test
        void ends_the_start_at_once() {
            TestPostgres.Database database = TestPostgres.newMigratedDatabase();
            database.execute("ALTER TABLE event ALTER COLUMN global_index SET CACHE 20");
            process(database).run(context -> {
                assertThat(context).hasFailed();
                assertThat(explanation(context)).contains("sequence");
            });
        }
    }
}
