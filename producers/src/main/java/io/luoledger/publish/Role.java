package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who does what on a guarded cluster: the rights that each kind of work needs, and no more. What Kafka can't guard stays
 * open: an access list knows topics, not the hosts in their keys.
 */
public enum Role {
    /**
     * Imports and simulates: adds events to hosts' ledgers. Named by the prefix of its writers' names ({@code --writer}), so
     * that no writer can shut out those of another prefix. It can't add schemas: those are there from the setup.
     */
    WRITER("prefix of its writers' names", "") {
        @Override
        List<Right> rights(String name) {
            return List.of(
                    onTopics(AclOperation.READ, Topics.EVENTS.name()),
                    on(AclOperation.READ, Topics.HEADS),
                    on(AclOperation.READ, Topics.SCHEMAS),
                    on(AclOperation.WRITE, Topics.EVENTS),
                    on(AclOperation.WRITE, Topics.HEADS),
                    transactions(AclOperation.WRITE, WRITERS + name),
                    // whose open transaction it waits for
                    transactions(AclOperation.DESCRIBE, WRITERS));
        }
    },
    /** Runs the stream processors of an application id: reads the ledger, writes what is made of it. */
    PROCESSORS("application id", "luo-ledger") {
        @Override
        List<Right> rights(String name) {
            List<Right> rights = new ArrayList<>(List.of(onTopics(AclOperation.READ, LEDGER)));
            for (Topics topic : List.of(
                    Topics.DEAD_LETTERS, Topics.VIEW, Topics.FINDINGS, Topics.UPDATES, Topics.STATS, Topics.ABI)) {
                rights.add(on(AclOperation.WRITE, topic));
            }
            // changelogs and what is passed on between processors
            for (AclOperation operation : List.of(
                    AclOperation.CREATE,
                    AclOperation.READ,
                    AclOperation.WRITE,
                    AclOperation.DELETE,
                    AclOperation.DESCRIBE_CONFIGS)) {
                rights.add(onTopics(operation, name + "-"));
            }
            rights.add(group(AclOperation.READ, name));
            rights.add(transactions(AclOperation.WRITE, name + "-"));
            for (String others : List.of(WRITERS, SchemasTopic.TRANSACTIONAL_ID)) {
                if (others.startsWith(name + "-")) {
                    // the usual application id is the beginning of theirs, and it must not shut them out
                    rights.add(transactions(AclOperation.WRITE, others).refused());
                }
            }
            return rights;
        }
    },
    /** Asks: events, updates, findings, views, statistics, receipts. Of the processors it sees how far they are. */
    READER("application id", "luo-ledger") {
        @Override
        List<Right> rights(String name) {
            return List.of(onTopics(AclOperation.READ, LEDGER), group(AclOperation.DESCRIBE, name));
        }
    },
    /** Archives and trims the ledger. It has to see every group that reads it: one that it can't see would lose events. */
    ARCHIVE("", "") {
        @Override
        List<Right> rights(String name) {
            return List.of(
                    onTopics(AclOperation.READ, LEDGER),
                    on(AclOperation.DELETE, Topics.EVENTS),
                    group(AclOperation.DESCRIBE, "*"),
                    new Right(
                            AclPermissionType.ALLOW,
                            AclOperation.DESCRIBE,
                            ResourceType.CLUSTER,
                            PatternType.LITERAL,
                            Resource.CLUSTER_NAME));
        }
    },
    /** Publishes descriptors of kernels, for the processors to judge by. */
    KERNELS("", "") {
        @Override
        List<Right> rights(String name) {
            return List.of(onTopics(AclOperation.READ, LEDGER), on(AclOperation.WRITE, Topics.ABI));
        }
    };

    private static final String LEDGER = "luo.";
    private static final String WRITERS = WriterSettings.TRANSACTIONAL_ID_PREFIX;

    private final String named;
    private final String usual;

    Role(String named, String usual) {
        this.named = named;
        this.usual = usual;
    }

    /**
     * One right.
     *
     * @param name of the resource, or what its name begins with
     */
    public record Right(
            AclPermissionType permission, AclOperation operation, ResourceType type, PatternType pattern, String name) {
        /** As Kafka keeps it for somebody, from whatever address they come. */
        public AclBinding to(String principal) {
            return new AclBinding(
                    new ResourcePattern(type, name, pattern),
                    new AccessControlEntry(principal, "*", operation, permission));
        }

        private Right refused() {
            return new Right(AclPermissionType.DENY, operation, type, pattern, name);
        }
    }

    abstract List<Right> rights(String name);

    /** What a role's holder is named by, for people; empty where nothing names it. */
    public String named() {
        return named;
    }

    /** The name that the command uses when it is told none. */
    public String usualName() {
        return usual;
    }

    /** As people write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Everything that it needs, in a lasting order; the first two let it see which topics there are and how they are kept. */
    public List<Right> all(String name) {
        List<Right> all = new ArrayList<>(
                List.of(onTopics(AclOperation.DESCRIBE, LEDGER), onTopics(AclOperation.DESCRIBE_CONFIGS, LEDGER)));
        all.addAll(rights(name));
        return List.copyOf(all);
    }

    private static Right on(AclOperation operation, Topics topic) {
        return allowed(operation, ResourceType.TOPIC, PatternType.LITERAL, topic.name());
    }

    private static Right onTopics(AclOperation operation, String prefix) {
        return allowed(operation, ResourceType.TOPIC, PatternType.PREFIXED, prefix);
    }

    private static Right transactions(AclOperation operation, String prefix) {
        return allowed(operation, ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, prefix);
    }

    private static Right group(AclOperation operation, String id) {
        return allowed(operation, ResourceType.GROUP, PatternType.LITERAL, id);
    }

    private static Right allowed(AclOperation operation, ResourceType type, PatternType pattern, String name) {
        return new Right(AclPermissionType.ALLOW, operation, type, pattern, name);
    }
}
