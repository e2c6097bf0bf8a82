package io.luoledger.registry;

import io.luoledger.wire.SchemaCheck;
import io.luoledger.wire.SchemaCheck.Direction;
import io.luoledger.wire.SchemaCheck.Problem;
import io.luoledger.wire.SchemaTable;
import io.luoledger.wire.SchemasUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.avro.Schema;

/** The published schemas in a registry: whether they are there, and putting them there. */
public final class RegistryHistory {
    /** Where a new kind of event may be added to a subject whose earlier readers are asked about. */
    private static final String EVENTS = "luo.events-value";

    private final SchemaRegistry registry;
    private final SchemaTable table;

    /**
     * One published version in the registry.
     *
     * @param added false when it was there already
     */
    public record Published(String subject, int version, int id, boolean added) {}

    /** What was published, and why not more. */
    public record Outcome(List<Published> published, List<Problem> problems) {}

    public RegistryHistory(SchemaRegistry registry, SchemaTable table) {
        this.registry = registry;
        this.table = table;
    }

    /** Everything that is wrong between the registry and the published schemas; asks, and changes nothing. */
    public List<Problem> check() {
        List<Problem> problems = new ArrayList<>();
        SchemaCheck.workingSchemas().forEach((subject, working) -> {
            List<SchemaRegistry.Version> there = registry.versions(subject);
            table.versions(subject).stream()
                    .filter(own -> there.stream().noneMatch(one -> SchemaTable.sameForm(one.schema(), own.schema())))
                    .forEach(own -> problems.add(problem(
                            subject,
                            own.version(),
                            own.schema().getName(),
                            "isn't in the registry",
                            "run `luo-ledger schema publish --registry URL`")));
            there.stream()
                    .filter(one -> table.versions(subject).stream()
                            .noneMatch(own -> SchemaTable.sameForm(one.schema(), own.schema())))
                    .forEach(one -> problems.addAll(foreign(subject, working, one)));
            problems.addAll(rules(subject));
        });
        return problems;
    }

    /** A version that somebody else put there: a newer luo-ledger's, or one that readers can't live with. */
    private List<Problem> foreign(String subject, Schema working, SchemaRegistry.Version there) {
        return SchemaCheck.against(subject, there.version(), there.schema(), working).stream()
                .map(found -> new Problem(
                        subject,
                        there.version(),
                        found.direction(),
                        found.path(),
                        "the registry's version " + there.version() + ", which was never published here: "
                                + found.reason(),
                        "take that version out of the registry, or use the version of luo-ledger that made it"))
                .toList();
    }

    private List<Problem> rules(String subject) {
        String rule = registry.compatibility(subject);
        boolean asksOldReaders = rule.startsWith("FULL") || rule.startsWith("FORWARD");
        return subject.equals(EVENTS) && asksOldReaders
                ? List.of(problem(
                        subject,
                        0,
                        "compatibility",
                        "is " + rule + " in the registry, which refuses every new kind of event",
                        "set it to BACKWARD_TRANSITIVE for " + subject
                                + ": what readers of older versions need, `luo-ledger schema check` checks"))
                : List.of();
    }

    /** Puts every published version there that isn't, each subject's in order. */
    public Outcome publish() {
        List<Published> published = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String subject : SchemaCheck.workingSchemas().keySet()) {
            publish(subject, published, problems);
        }
        return new Outcome(published, problems);
    }

    private void publish(String subject, List<Published> published, List<Problem> problems) {
        for (SchemaTable.Entry own : table.versions(subject)) {
            OptionalInt known = registry.idOf(subject, own.text());
            if (known.isPresent()) {
                published.add(new Published(subject, own.version(), known.getAsInt(), false));
                continue;
            }
            switch (registry.register(subject, own.text())) {
                case SchemaRegistry.Registration.Done done ->
                    published.add(new Published(subject, own.version(), done.id(), true));
                case SchemaRegistry.Registration.Refused refused -> {
                    problems.add(problem(
                            subject,
                            own.version(),
                            own.schema().getName(),
                            "the registry refuses it: " + refused.reason(),
                            "set the registry's compatibility for " + subject + " to BACKWARD_TRANSITIVE"));
                    return;
                }
            }
        }
    }

    /**
     * The registry's id of a subject's schema; publishes the subject first where the registry doesn't have it.
     *
     * @throws SchemasUnavailableException also when the registry then has another schema under that id
     */
    public int idOf(String subject, Schema schema) {
        String text = table.versions(subject).stream()
                .filter(own -> SchemaTable.sameForm(own.schema(), schema))
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> new SchemasUnavailableException(
                        subject + ": the schema was never published; run `luo-ledger schema publish` first"))
                .text();
        OptionalInt known = registry.idOf(subject, text);
        if (known.isEmpty()) {
            List<Problem> problems = new ArrayList<>();
            publish(subject, new ArrayList<>(), problems);
            if (!problems.isEmpty()) {
                throw new SchemasUnavailableException(registry.name() + ": " + problems.getFirst());
            }
            known = registry.idOf(subject, text);
        }
        return checked(
                subject,
                schema,
                known.orElseThrow(() -> new SchemasUnavailableException(
                        registry.name() + " took a schema of " + subject + " and doesn't have it; expected its id")));
    }

    /**
     * The registry's id of a schema that another version published, which is put there where it is missing.
     *
     * @throws SchemasUnavailableException also when the registry's rules refuse it, or it has another under that id
     */
    public int idOfOther(String subject, Schema schema) {
        String text = SchemaTable.text(schema);
        OptionalInt known = registry.idOf(subject, text);
        if (known.isPresent()) {
            return checked(subject, schema, known.getAsInt());
        }
        return switch (registry.register(subject, text)) {
            case SchemaRegistry.Registration.Done done -> checked(subject, schema, done.id());
            case SchemaRegistry.Registration.Refused refused ->
                throw new SchemasUnavailableException(registry.name() + " refuses the schema of a newer version for "
                        + subject + ": " + refused.reason() + "; set its compatibility to BACKWARD_TRANSITIVE");
        };
    }

    private int checked(String subject, Schema schema, int id) {
        boolean same = registry.find(id)
                .filter(there -> SchemaTable.sameForm(there, schema))
                .isPresent();
        if (!same) {
            throw new SchemasUnavailableException(registry.name() + " gives " + subject + " the id " + id
                    + ", and another schema under that id; nothing was written");
        }
        return id;
    }

    private static Problem problem(String subject, int version, String path, String reason, String remedy) {
        return new Problem(subject, version, Direction.ITSELF, path, reason, remedy);
    }
}
