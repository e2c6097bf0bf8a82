package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import io.luoledger.registry.RegistryHistory;
import io.luoledger.registry.SchemaRegistry;
import io.luoledger.wire.SchemaCheck;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.SchemaTable;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.UnreadableInputException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What schema ids stand for on one cluster. Who writes says so on luo.schemas before the first record, so that every
 * reader knows, however old, with a registry or without. Ids come from the registry when one is given, else from the
 * table that is kept with the schemas. No id ever stands for two schemas on one cluster: who would make it so is
 * refused.
 *
 * <pre>
 *   id >= 2^30 and in the own table   made of its content: the table knows
 *   else  luo.schemas and registry    whoever knows; when both do they have to agree
 *   else  the own table               a ledger from before luo.schemas
 * </pre>
 */
public final class ClusterSchemas implements SchemaIds, AutoCloseable {
    private final ClientSettings client;
    private final SchemaTable table;
    private final SchemasTopic topic;
    private final @Nullable SchemaRegistry registry;
    private final Map<Integer, Schema> known = new ConcurrentHashMap<>();
    private final Map<String, Integer> writing = new ConcurrentHashMap<>();
    private final Map<Schema, Integer> passedOn = new ConcurrentHashMap<>();

    public ClusterSchemas(ClientSettings client) {
        this(client, SchemaTable.builtIn());
    }

    /**
     * The same for a version of luo-ledger that knows less.
     *
     * @param table the schemas that it was built with
     */
    public ClusterSchemas(ClientSettings client, SchemaTable table) {
        this.client = client;
        this.table = table;
        this.topic = new SchemasTopic(client);
        this.registry = client.registry() == null ? null : new SchemaRegistry(client.registry());
    }

    /** Every schema that somebody said on the cluster that they write with. */
    Collection<Schema> announced() {
        return topic.all().values();
    }

    @Override
    public Schema schemaOf(int id) {
        Schema schema = known.get(id);
        if (schema == null) {
            schema = ask(id);
            known.put(id, schema);
        }
        return schema;
    }

    private Schema ask(int id) {
        Schema own = table.find(id).map(SchemaTable.Entry::schema).orElse(null);
        if (own != null && SchemaTable.isContentId(id)) {
            return own;
        }
        Schema told = topic.schemaOf(id);
        Schema registered = registry == null || SchemaTable.isContentId(id)
                ? null
                : registry.find(id).orElse(null);
        if (told != null && registered != null && !SchemaTable.sameForm(told, registered)) {
            throw new SchemasUnavailableException("schema id " + id + ": " + registryName()
                    + " says " + registered.getFullName() + " and " + Topics.SCHEMAS.name() + " of the cluster at "
                    + client.bootstrapServers() + " says " + told.getFullName()
                    + " of another form; expected one meaning, and the registry that the ledger was written with");
        }
        if (told == null && own != null && registered != null && !SchemaTable.sameForm(own, registered)) {
            throw new SchemasUnavailableException("schema id " + id + ": " + registered.getFullName() + " by "
                    + registryName() + ", another form of " + own.getFullName() + " by the table of this version, and "
                    + Topics.SCHEMAS.name() + " of the cluster doesn't tell which; expected the registry that the"
                    + " ledger was written with, or none");
        }
        Schema found = told != null ? told : registered != null ? registered : own;
        if (found == null) {
            throw new UnreadableInputException("unknown schema id " + id + ": neither "
                    + (registry == null ? "" : registryName() + ", ") + "luo.schemas of the cluster nor this version"
                    + " of luo-ledger knows it"
                    + (registry == null ? "; if the ledger's producers use a schema registry, give --registry" : ""));
        }
        return found;
    }

    private String registryName() {
        return registry == null ? "no registry" : registry.name();
    }

    @Override
    public int idOf(String subject, Schema schema) {
        return writing.computeIfAbsent(
                subject,
                name -> registry == null
                        ? table.idOf(name, schema)
                        : new RegistryHistory(registry, table).idOf(name, schema));
    }

    @Override
    public int idOfOther(String subject, Schema schema) {
        return passedOn.computeIfAbsent(schema, other -> {
            int id = registry == null
                    ? table.idOfOther(subject, other)
                    : new RegistryHistory(registry, table).idOfOther(subject, other);
            SchemasTopic.add(client, there -> {
                Map<Integer, Schema> missing = new TreeMap<>();
                claim(id, other, there, missing);
                return missing;
            });
            return id;
        });
    }

    /**
     * Says on the cluster what the ids stand for that this process writes under. Before the first record; on a cluster
     * that has its topics.
     *
     * @throws SchemasUnavailableException when one of them stands for something else there
     */
    public void announce() {
        SchemasTopic.add(client, this::notAnnounced);
    }

    private Map<Integer, Schema> notAnnounced(Map<Integer, Schema> there) {
        Map<Integer, Schema> missing = new TreeMap<>();
        if (registry == null || (there.isEmpty() && SchemasTopic.hasEvents(client))) {
            // also what a ledger from before luo.schemas was written with
            table.entries().forEach(entry -> claim(entry.id(), entry.schema(), there, missing));
        }
        if (registry != null) {
            Map<Integer, Schema> both = new LinkedHashMap<>(there);
            both.putAll(missing);
            SchemaCheck.workingSchemas()
                    .forEach((subject, schema) -> claim(idOf(subject, schema), schema, both, missing));
        }
        return missing;
    }

    private void claim(int id, Schema schema, Map<Integer, Schema> there, Map<Integer, Schema> missing) {
        Schema other = there.get(id);
        if (other == null) {
            missing.put(id, schema);
        } else if (!SchemaTable.sameForm(other, schema)) {
            throw new SchemasUnavailableException("schema id " + id + " stands for another form of "
                    + other.getFullName() + " on the cluster at " + client.bootstrapServers() + ", and for "
                    + schema.getFullName() + " by "
                    + (registry == null ? "the table of this version" : registryName())
                    + (registry == null
                            ? "; its ids come from a schema registry: give --registry"
                            : "; the ledger was begun without this registry: export it, and import it into a new"
                                    + " cluster with --registry")
                    + ". Nothing was written");
        }
    }

    /** Lets go of the cluster; who asks again is answered all the same. */
    @Override
    public void close() {
        topic.close();
    }
}
