package io.luoledger.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The rules. A package may use what is listed for it here, and nothing else of the project: an allow-list. */
final class Walls {
    private static final String ROOT = "io.luoledger..";

    /** The room of the event contract: what every other room may use. */
    private static final List<String> SCHEMAS = List.of(
            "io.luoledger.event..",
            "io.luoledger.ledger..",
            "io.luoledger.wire..",
            "io.luoledger.finding..",
            "io.luoledger.proof..",
            "io.luoledger.avro..");

    private static final String ABI = "io.luoledger.abi..";

    private static final String CATALOGUE = "io.luoledger.catalogue..";

    private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

    static {
        allow("io.luoledger.event..");
        allow("io.luoledger.avro..");
        allow("io.luoledger.finding..", "io.luoledger.event..");
        allow("io.luoledger.ledger..", "io.luoledger.event..");
        allow(
                "io.luoledger.wire..",
                "io.luoledger.event..",
                "io.luoledger.ledger..",
                "io.luoledger.finding..",
                "io.luoledger.avro..");
        allow(
                "io.luoledger.abi..",
                "io.luoledger.event..",
                "io.luoledger.finding..",
                "io.luoledger.wire..",
                "io.luoledger.avro..");
        allow("io.luoledger.proof..", "io.luoledger.event..", "io.luoledger.wire..");
        allowWithSchemas("io.luoledger.simulator..", ABI);
        allowWithSchemas("io.luoledger.registry..");
        allow("io.luoledger.files..", "io.luoledger.wire..");
        allowWithSchemas("io.luoledger.publish..", "io.luoledger.registry..", "io.luoledger.files..");
        allowWithSchemas("io.luoledger.archive..", "io.luoledger.publish..", "io.luoledger.files..");
        allowWithSchemas("io.luoledger.capture..");
        allow("io.luoledger.text..", "io.luoledger.wire..", "io.luoledger.files..");
        allowWithSchemas("io.luoledger.pci..", "io.luoledger.text..");
        allowWithSchemas("io.luoledger.trace..", "io.luoledger.text..", "io.luoledger.pci..");
        allow("io.luoledger.catalogue..", "io.luoledger.finding..");
        allowWithSchemas("io.luoledger.core..", ABI, CATALOGUE);
        allowWithSchemas("io.luoledger.judge..", ABI, CATALOGUE, "io.luoledger.core..");
        allowWithSchemas("io.luoledger.store..", "io.luoledger.core..", "io.luoledger.judge..");
        allowWithSchemas("io.luoledger.stats..", "io.luoledger.core..", "io.luoledger.store..");
        allowWithSchemas("io.luoledger.view..", "io.luoledger.core..", "io.luoledger.stats..");
        allowWithSchemas("io.luoledger.glossary..", ABI, CATALOGUE, "io.luoledger.core..");
        allowWithSchemas(
                "io.luoledger.replay..",
                ABI,
                "io.luoledger.core..",
                "io.luoledger.judge..",
                "io.luoledger.store..",
                "io.luoledger.stats..",
                "io.luoledger.view..",
                "io.luoledger.report..");
        allowWithSchemas("io.luoledger.report..", CATALOGUE, "io.luoledger.core..", "io.luoledger.view..");
        allowWithSchemas(
                "io.luoledger.preflight..",
                ABI,
                CATALOGUE,
                "io.luoledger.core..",
                "io.luoledger.judge..",
                "io.luoledger.view..",
                "io.luoledger.replay..");
        allowWithSchemas("io.luoledger.timeline..");
        allowWithSchemas(
                "io.luoledger.streams..",
                ABI,
                CATALOGUE,
                "io.luoledger.core..",
                "io.luoledger.judge..",
                "io.luoledger.store..",
                "io.luoledger.stats..",
                "io.luoledger.view..");
        allowWithSchemas("io.luoledger.broker..", "io.luoledger.publish..", "io.luoledger.files..");
        allowWithSchemas(
                "io.luoledger.engine..",
                ABI,
                "io.luoledger.core..",
                "io.luoledger.judge..",
                "io.luoledger.store..",
                "io.luoledger.streams..",
                "io.luoledger.publish..",
                "io.luoledger.broker..",
                "io.luoledger.files..",
                "io.luoledger.replay..");
        allowWithSchemas("io.luoledger.web..", "io.luoledger.view..");
        allowWithSchemas(
                "io.luoledger.metrics..",
                CATALOGUE,
                "io.luoledger.core..",
                "io.luoledger.store..",
                "io.luoledger.streams..",
                "io.luoledger.engine..");
        allowWithSchemas(
                "io.luoledger.fleet..",
                ABI,
                CATALOGUE,
                "io.luoledger.core..",
                "io.luoledger.store..",
                "io.luoledger.stats..",
                "io.luoledger.view..",
                "io.luoledger.report..",
                "io.luoledger.replay..",
                "io.luoledger.glossary..",
                "io.luoledger.publish..",
                "io.luoledger.streams..",
                "io.luoledger.engine..");
        allowWithSchemas(
                "io.luoledger.dashboard..",
                ABI,
                CATALOGUE,
                "io.luoledger.core..",
                "io.luoledger.judge..",
                "io.luoledger.store..",
                "io.luoledger.stats..",
                "io.luoledger.glossary..",
                "io.luoledger.view..",
                "io.luoledger.report..",
                "io.luoledger.replay..",
                "io.luoledger.preflight..",
                "io.luoledger.publish..",
                "io.luoledger.streams..",
                "io.luoledger.engine..",
                "io.luoledger.web..",
                "io.luoledger.metrics..",
                "io.luoledger.fleet..");
        allowWithSchemas(
                "io.luoledger.score..",
                ABI,
                CATALOGUE,
                "io.luoledger.simulator..",
                "io.luoledger.core..",
                "io.luoledger.judge..");
        allowWithSchemas(
                "io.luoledger.twin..", "io.luoledger.simulator..", "io.luoledger.core..", "io.luoledger.view..");
        allow("io.luoledger.experiment.check..");
        allow("io.luoledger.experiment.flb..", "io.luoledger.experiment.check..");
        allow("io.luoledger.experiment.freeze..", "io.luoledger.experiment.check..");
        allow("io.luoledger.experiment.rollout..");
        allowWithSchemas(
                "io.luoledger.experiment.told..",
                "io.luoledger.experiment.check..",
                "io.luoledger.experiment.flb..",
                "io.luoledger.experiment.freeze..",
                "io.luoledger.experiment.rollout..",
                "io.luoledger.simulator..",
                "io.luoledger.core..");
        allowWithSchemas("io.luoledger.recorded..", "io.luoledger.simulator..", "io.luoledger.text..");
        allowWithSchemas(
                "io.luoledger.bench..",
                ABI,
                "io.luoledger.simulator..",
                "io.luoledger.core..",
                "io.luoledger.store..",
                "io.luoledger.replay..",
                "io.luoledger.publish..",
                "io.luoledger.text..",
                "io.luoledger.trace..",
                "io.luoledger.streams..",
                "io.luoledger.broker..",
                "io.luoledger.engine..");
        allowWithSchemas("io.luoledger.experiment.bdf..", "io.luoledger.simulator..");
        allowWithSchemas("io.luoledger.cluster..", "io.luoledger.publish..");
        allowWithSchemas(
                "io.luoledger.faults..",
                "io.luoledger.cluster..",
                "io.luoledger.simulator..",
                "io.luoledger.core..",
                "io.luoledger.store..",
                "io.luoledger.view..",
                "io.luoledger.replay..",
                "io.luoledger.publish..",
                "io.luoledger.streams..",
                "io.luoledger.engine..");
        allow("io.luoledger.cli..", ROOT);
    }

    /** What thinks, and neither reads nor waits nor looks at a clock. */
    private static final String[] PURE = {
        "io.luoledger.event..",
        "io.luoledger.finding..",
        "io.luoledger.abi..",
        "io.luoledger.simulator..",
        "io.luoledger.catalogue..",
        "io.luoledger.core..",
        "io.luoledger.judge..",
        "io.luoledger.store..",
        "io.luoledger.stats..",
        "io.luoledger.view..",
        "io.luoledger.report..",
        "io.luoledger.glossary..",
        "io.luoledger.experiment.check..",
        "io.luoledger.experiment.flb..",
        "io.luoledger.experiment.freeze..",
        "io.luoledger.experiment.rollout.."
    };

    /** Of java.io: what one needs to read an own resource or a stream that somebody else opened. */
    private static final Set<String> STREAMS_OF_OTHERS = Set.of(
            "java.io.Serializable",
            "java.io.InputStream",
            "java.io.Reader",
            "java.io.InputStreamReader",
            "java.io.BufferedReader",
            "java.io.StringReader",
            "java.io.Writer",
            "java.io.StringWriter",
            "java.io.ByteArrayInputStream",
            "java.io.ByteArrayOutputStream",
            "java.io.IOException",
            "java.io.EOFException",
            "java.io.UncheckedIOException");

    private static final Set<String> CLOCKS_AND_DICE = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            "java.util.Collections.shuffle");

    /** The broker in this process, and the store whose processor is told of a commit before it. */
    private static final Set<String> KNOW_KAFKAS_INSIDE = Set.of(
            "io.luoledger.broker.EmbeddedBroker",
            "io.luoledger.broker.KilledBroker",
            "io.luoledger.streams.CommitStore");

    /** Of the fold, besides the states: what is defined by each other. */
    private static final Set<String> ONE_FAMILY = Set.of("EntityKey", "Scope", "Kinds");

    private Walls() {}

    /** One rule per package: what of the project it may use. */
    static List<ArchRule> layers() {
        List<ArchRule> rules = new ArrayList<>();
        MAY_USE.forEach((room, allowed) -> rules.add(classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(resideInAPackage(room)
                        .or(resideInAnyPackage(allowed.toArray(String[]::new)))
                        .or(resideOutsideOfPackage(ROOT)))
                .as(room + " uses nothing of the project but " + allowed)
                .because("dependencies point one way; a new one is a decision, made in Walls")
                .allowEmptyShould(true)));
        return rules;
    }

    static ArchRule everyPackageHasItsRoom() {
        return classes()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .resideInAnyPackage(MAY_USE.keySet().toArray(String[]::new))
                .because("a package that Walls doesn't list may use anything");
    }

    static ArchRule pureRoomsKnowNoKafka() {
        return noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.kafka..", "kafka..", "picocli..", "org.slf4j.."))
                .because("the core, the simulator and the rules run without a broker")
                .allowEmptyShould(true);
    }

    static ArchRule pureRoomsOpenNoFile() {
        return noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .and(not(importersOfAbi()))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..")
                        .or(resideInAPackage("java.io").and(not(named(STREAMS_OF_OTHERS)))))
                .because("what they need is handed to them")
                .allowEmptyShould(true);
    }

    static ArchRule pureRoomsKnowNoClockAndThrowNoDice() {
        return noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callCodeUnitWhere(clockOrDice())
                .orShould()
                .dependOnClassesThat(belongToAnyOf(
                        java.time.Clock.class,
                        java.util.concurrent.ThreadLocalRandom.class,
                        java.security.SecureRandom.class))
                .because("the same seed gives the same bytes; a Random takes a seed, time comes with the events")
                .allowEmptyShould(true);
    }

    static ArchRule pureRoomsStartNoThread() {
        return noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(belongToAnyOf(
                        Thread.class,
                        java.util.Timer.class,
                        java.util.concurrent.Executor.class,
                        java.util.concurrent.Executors.class,
                        java.util.concurrent.CompletableFuture.class,
                        java.util.concurrent.ForkJoinTask.class))
                .orShould()
                .callCodeUnitWhere(target(
                        "parallelStream or parallel",
                        call -> call.getName().equals("parallelStream")
                                || call.getFullName().startsWith("java.util.stream.BaseStream.parallel(")
                                || call.getFullName().startsWith("java.util.stream.Stream.parallel(")))
                .because("determinism needs one thread")
                .allowEmptyShould(true);
    }

    static ArchRule nothingIsLookedUpOnTheClassPath() {
        return noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat(belongToAnyOf(java.util.ServiceLoader.class))
                .because("what a finding rests on is handed over where the program is put together");
    }

    /** States know the family that they belong to, and keys the scopes that they stand in; all else of the fold knows what is below it. */
    static ArchRule theFoldAsksDownwardsOnly() {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass one) {
                        return one.getPackageName().equals("io.luoledger.core")
                                        && !one.isAssignableTo("io.luoledger.core.Entity")
                                        && !ONE_FAMILY.contains(outermost(one))
                                ? SliceIdentifier.of(outermost(one))
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "a class of the fold";
                    }
                })
                .should()
                .beFreeOfCycles()
                .because("rules that call each other back and forth can't be read one by one")
                .allowEmptyShould(true);
    }

    /** A record and the builder that is generated of it are one. */
    private static String outermost(JavaClass one) {
        String name = one.getName().substring(one.getPackageName().length() + 1);
        String outer = name.indexOf('$') < 0 ? name : name.substring(0, name.indexOf('$'));
        return outer.endsWith("Builder") ? outer.substring(0, outer.length() - "Builder".length()) : outer;
    }

    static ArchRule eventsKnowNoAvro() {
        return noClasses()
                .that()
                .resideInAnyPackage(
                        "io.luoledger.event..",
                        "io.luoledger.finding..",
                        "io.luoledger.simulator..",
                        "io.luoledger.core..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.avro..", "io.luoledger.avro.."))
                .because("how events are written is the wire's business alone, and how states are, the store's")
                .allowEmptyShould(true);
    }

    static ArchRule fewKnowKafkasInside() {
        return noClasses()
                .that(new DescribedPredicate<JavaClass>("are not one of " + KNOW_KAFKAS_INSIDE) {
                    @Override
                    public boolean test(JavaClass type) {
                        return !KNOW_KAFKAS_INSIDE.contains(type.getName().replaceFirst("\\$.*", ""));
                    }
                })
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "kafka..",
                        "scala..",
                        "org.apache.kafka.server..",
                        "org.apache.kafka.storage..",
                        "org.apache.kafka.metadata..",
                        "org.apache.kafka.controller..",
                        "org.apache.kafka.image..",
                        "org.apache.kafka.raft..",
                        "org.apache.kafka.coordinator..",
                        "org.apache.kafka.network..",
                        "org.apache.kafka.common.internals..",
                        "org.apache.kafka.clients.consumer.internals..",
                        "org.apache.kafka.clients.producer.internals..",
                        "org.apache.kafka.streams.processor.internals..",
                        "org.apache.kafka.streams.state.internals.."))
                .because("none of it is API: it changes with every release, so it is kept in a class for each use");
    }

    static ArchRule everyPackageSaysWhatItIsFor() {
        return classes()
                .that()
                .resideInAPackage(ROOT)
                .and()
                .resideOutsideOfPackage("io.luoledger.avro..")
                .should(new ArchCondition<JavaClass>("be in a package with a package-info that is @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean marked = type.getPackage()
                                .tryGetPackageInfo()
                                .map(info -> info.isAnnotatedWith(NullMarked.class))
                                .orElse(false);
                        events.add(new SimpleConditionEvent(
                                type,
                                marked,
                                type.getPackageName() + " has no package-info.java with @NullMarked (seen at "
                                        + type.getSimpleName() + ")"));
                    }
                })
                .because("a package has one purpose, said in one sentence");
    }

    /** Below io.luoledger.abi, readers of kernel trees and images may open files; the rules themselves may not. */
    private static DescribedPredicate<JavaClass> importersOfAbi() {
        return resideInAPackage("io.luoledger.abi..").and(not(resideInAPackage("io.luoledger.abi")));
    }

    private static DescribedPredicate<JavaCall<?>> clockOrDice() {
        return target("a clock, the environment, or chance without a seed", call -> {
            String name = call.getOwner().getFullName() + "." + call.getName();
            boolean now = call.getName().equals("now")
                    && call.getOwner().getPackageName().equals("java.time");
            boolean unseeded = name.equals("java.util.Random.<init>")
                    && call.getRawParameterTypes().isEmpty();
            boolean shuffled = name.equals("java.util.Collections.shuffle")
                    && call.getRawParameterTypes().size() > 1;
            return now || unseeded || (CLOCKS_AND_DICE.contains(name) && !shuffled);
        });
    }

    private static DescribedPredicate<JavaCall<?>> target(
            String what, java.util.function.Predicate<CodeUnitCallTarget> test) {
        return new DescribedPredicate<>("it is " + what) {
            @Override
            public boolean test(JavaCall<?> call) {
                return test.test(call.getTarget());
            }
        };
    }

    private static DescribedPredicate<JavaClass> named(Set<String> names) {
        return new DescribedPredicate<>("are named " + names) {
            @Override
            public boolean test(JavaClass type) {
                return names.contains(type.getName());
            }
        };
    }

    private static void allow(String room, String... others) {
        MAY_USE.put(room, List.of(others));
    }

    private static void allowWithSchemas(String room, String... others) {
        List<String> all = new ArrayList<>(SCHEMAS);
        all.addAll(List.of(others));
        MAY_USE.put(room, List.copyOf(all));
    }
}
