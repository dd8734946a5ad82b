package fi.kiinni.log;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/**
 * The event log, for either side. It needs a {@link DataSource} and its {@link PlatformTransactionManager}, as Boot makes them; the tables
 * are made by Flyway where it is switched on, elsewhere the start waits for them.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EventLogProperties.class)
public class EventLogConfiguration {

    /** Name of the serializer for what Axon keeps outside the log: tracking tokens and the diagnostics of dead letters. */
    public static final String TOKEN_SERIALIZER = "tokenSerializer";

    @Bean
    static BeanPostProcessor boundTransactions(Environment environment) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String beanName) {
                if (bean instanceof HikariDataSource pool) {
                    String bounds = Binder.get(environment)
                            .bindOrCreate("kiinni.log", EventLogProperties.class)
                            .boundTransactions();
                    String own = pool.getConnectionInitSql();
                    pool.setConnectionInitSql(own == null ? bounds : own + ";" + bounds);
                }
                return bean;
            }
        };
    }

    /** For payload and metadata of events, in the log and in dead letters. */
    @Bean
    @Primary
    Serializer eventCodec() {
        return new EventCodec();
    }

    @Bean(TOKEN_SERIALIZER)
    static Serializer tokenSerializer() {
        BasicPolymorphicTypeValidator axonOnly = BasicPolymorphicTypeValidator.builder()
                .allowIfSubType("org.axonframework.")
                .build();
        return Jackson3Serializer.builder()
                .jsonMapperBuilderCustomizer(json -> json.polymorphicTypeValidator(axonOnly))
                .build();
    }

    /** Kiinni's value types in JSON over HTTP, as in the log. */
    @Bean
    JacksonModule kiinniValueTypes() {
        return EventCodec.valueTypes();
    }

    @Bean
    TransactionManager axonTransactionManager(PlatformTransactionManager transactions) {
        return new SpringTransactionManager(transactions);
    }

    @Bean
    ConnectionProvider connectionProvider(DataSource dataSource) {
        return new SpringDataSourceConnectionProvider(dataSource);
    }

    @Bean
    Horizon horizon(DataSource dataSource, EventLogProperties properties, ObjectProvider<MeterRegistry> meters) {
        Horizon horizon = new Horizon(dataSource, properties.alarmAfter());
        meters.ifAvailable(registry -> Gauge.builder("kiinni.log.horizon.held", horizon, Horizon::heldBackSeconds)
                .description(
                        "For how long an open transaction has been keeping readers from settling the newest positions")
                .baseUnit("seconds")
                .register(registry));
        return horizon;
    }

    @Bean
    EventLogEngine eventStorageEngine(
            DataSource dataSource,
            TransactionManager transactions,
            Serializer eventCodec,
            Horizon horizon,
            EventLogProperties properties) {
        return new EventLogEngine(dataSource, transactions, eventCodec, horizon, properties.batchSize());
    }

    @Bean
    EventLogStore eventStore(EventStorageEngine engine, ObjectProvider<MeterRegistry> meters) {
        return new EventLogStore(engine, meters.getIfAvailable(CompositeMeterRegistry::new));
    }

    @Bean
    LogPages logPages(EventLogEngine engine, DataSource dataSource) {
        return new LogPages(engine, dataSource);
    }

    @Bean
    EventLogStart eventLogStart(
            DataSource dataSource,
            ObjectProvider<JdbcConnectionDetails> details,
            EventLogStore store,
            Horizon horizon,
            EventLogProperties properties) {
        DataSource unpooled = details.stream()
                .findFirst()
                .map(EventLogConfiguration::unpooled)
                .orElse(dataSource);
        return new EventLogStart(dataSource, store, horizon, new Signals(unpooled, store::wake), properties);
    }

    @Bean
    ChainVerification chainVerification(DataSource dataSource) {
        return new ChainVerification(dataSource);
    }

    @Bean
    EventLogEndpoint eventLogEndpoint(ChainVerification verification) {
        return new EventLogEndpoint(verification);
    }

    private static DataSource unpooled(JdbcConnectionDetails details) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(details.getJdbcUrl());
        source.setUser(details.getUsername());
        source.setPassword(details.getPassword());
        source.setApplicationName("kiinni-signals");
        source.setTcpKeepAlive(true);
        source.setSocketTimeout(30);
        return source;
    }
}
