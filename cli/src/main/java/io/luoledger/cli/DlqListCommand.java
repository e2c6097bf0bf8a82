package io.luoledger.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.streams.Letter;
import io.luoledger.wire.EventCodec;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the dead letters. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the dead letters: where each was read from, why it is no event, and whether this version"
                + " of luo-ledger can read it.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DlqListCommand extends LedgerCommand {
    private static final int MAX_KEY_CHARS = 200;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--json", description = "One JSON document per line; the record itself is in Base64.")
    private boolean json;

    private final ObjectMapper mapper = new ObjectMapper();
    private long count;
    private long readable;

    @Override
    public Integer call() {
        PrintWriter out = out();
        try (Cluster cluster = Cluster.existing(kafka, err());
                ClusterSchemas schemas = new ClusterSchemas(cluster.client())) {
            EventCodec codec = new EventCodec(schemas);
            TopicSnapshot.read(cluster.client(), Topics.DEAD_LETTERS.name(), record -> {
                Letter letter = Letter.of(record, codec);
                count++;
                readable += letter.event() == null ? 0 : 1;
                if (json) {
                    out.println(document(letter));
                } else {
                    print(out, letter);
                }
            });
        }
        if (!json) {
            out.println(
                    count == 0
                            ? "no dead letters"
                            : count + (count == 1 ? " dead letter, " : " dead letters, ") + readable
                                    + " that this version reads"
                                    + (readable > 0 ? " (luo-ledger dlq replay takes them into the ledger)" : ""));
        }
        return ExitCode.OK;
    }

    private static void print(PrintWriter out, Letter letter) {
        out.println(letter.place() + "  from " + Printable.text(letter.from()) + "  " + letter.at() + "  "
                + key(letter.key()) + "  " + letter.value().length + " bytes");
        out.println("  " + Printable.text(letter.reason()));
        var event = letter.event();
        if (event != null) {
            out.println("  readable now: host " + Printable.text(event.event().host()) + ", sequence "
                    + event.event().sequence() + ", " + event.event().body().type());
        }
    }

    private static String key(@Nullable String key) {
        if (key == null) {
            return "no key";
        }
        return "key \"" + Printable.text(key.length() > MAX_KEY_CHARS ? key.substring(0, MAX_KEY_CHARS) + "..." : key)
                + "\"";
    }

    private ObjectNode document(Letter letter) {
        ObjectNode node = mapper.createObjectNode();
        node.put("partition", letter.partition());
        node.put("offset", letter.offset());
        node.put("at", letter.at().toString());
        node.put("from", letter.from());
        node.put("key", letter.key());
        node.put("value", letter.value());
        node.put("reason", letter.reason());
        node.put("readable", letter.event() != null);
        var event = letter.event();
        if (event != null) {
            node.put("host", event.event().host());
            node.put("sequence", event.event().sequence());
        }
        return node;
    }
}
