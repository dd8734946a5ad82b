package fi.kiinni.allinone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** What Java's visibility cannot say about who may know whom. A rule that matches nothing fails. */
@AnalyzeClasses(packages = "fi.kiinni", importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {

    private static final String[] SHARED = {"fi.kiinni", "fi.kiinni.initiative", "fi.kiinni.strategy"};

    private static final String[] CORE = {
        "fi.kiinni",
        "fi.kiinni.initiative",
        "fi.kiinni.strategy",
        "fi.kiinni.command.initiative",
        "fi.kiinni.command.rule",
        "fi.kiinni.command.strategy"
    };

    /** One per aggregate; the only classes of the core that know Axon. */
    private static final DescribedPredicate<JavaClass> SHELL = nameMatching(
                    "fi\\.kiinni\\.command\\.(initiative|strategy)\\.(Initiative|Strategy)Aggregate(\\$.*)?")
            .forSubtype();

    @ArchTest
    static final ArchRule shared_events_knows_no_framework = classes()
            .that()
            .resideInAnyPackage(SHARED)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(SHARED)
                    .or(resideInAnyPackage("java..", "org.jspecify..", "org.pcollections..")));

    @ArchTest
    static final ArchRule the_command_side_does_not_know_the_query_side = noClasses()
            .that()
            .resideInAPackage("fi.kiinni.command..")
            .should()
            .dependOnClassesThat(resideInAPackage("fi.kiinni.query.."));

    @ArchTest
    static final ArchRule the_query_side_does_not_know_the_command_side = noClasses()
            .that()
            .resideInAPackage("fi.kiinni.query..")
            .should()
            .dependOnClassesThat(resideInAPackage("fi.kiinni.command.."));

    @ArchTest
    static final ArchRule what_both_sides_use_knows_neither = noClasses()
            .that()
            .resideInAnyPackage("fi.kiinni.log..", "fi.kiinni.edge..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("fi.kiinni.command..", "fi.kiinni.query..", "fi.kiinni.allinone.."));

    @ArchTest
    static final ArchRule the_core_knows_neither_axon_nor_spring = noClasses()
            .that(resideInAnyPackage(CORE).and(not(SHELL)))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.axonframework..", "org.springframework.."));

    @ArchTest
    static final ArchRule only_the_shell_of_an_aggregate_knows_axon =
            classes().that(SHELL).should().dependOnClassesThat(resideInAPackage("org.axonframework.."));

    @ArchTest
    static final ArchRule the_core_reads_no_clock_and_draws_no_lots = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .accessTargetWhere(target(owner(resideInAPackage("java.time.."))).and(target(name("now"))))
            .orShould()
            .accessTargetWhere(target(nameMatching("currentTimeMillis|nanoTime|randomUUID|random")))
            .orShould()
            .accessTargetWhere(target(owner(name("java.util.Date"))))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(RandomGenerator.class);
}
