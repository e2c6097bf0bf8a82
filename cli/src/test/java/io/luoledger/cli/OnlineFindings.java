package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.HostView;
import io.luoledger.core.OpenQuestions;
import io.luoledger.finding.Finding;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.replay.Replay;
import io.luoledger.streams.PublishedFindings;
import io.luoledger.wire.SchemaTable;
import java.util.ArrayList;
import java.util.List;

/** What the stream processors published on luo.findings. */
final class OnlineFindings {
    private OnlineFindings() {}

    /** The same findings as those of the replay that don't wait for the log's end, each exactly once. */
    static void assertEachOnce(ClientSettings client, Replay replay) {
        List<String> expected = new ArrayList<>();
        replay.findings()
                .forEach(one -> expected.add(text(one.kind().id(), one.host(), one.subject(), one.evidence())));
        HostView.hosts(replay.entities())
                .forEach(host -> OpenQuestions.of(replay.entities(), host)
                        .forEach(open ->
                                expected.remove(text(open.kind().id(), open.host(), open.subject(), open.evidence()))));
        assertThat(read(client)).isNotEmpty().containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> read(ClientSettings client) {
        PublishedFindings published = new PublishedFindings(SchemaTable.builtIn());
        List<String> found = new ArrayList<>();
        TopicSnapshot.read(client, Topics.FINDINGS.name(), entry -> {
            Finding one = published.decode(entry.value());
            found.add(text(one.kind().id(), one.host(), one.subject(), one.evidence()));
        });
        return found;
    }

    private static String text(String id, String host, String subject, List<Long> evidence) {
        return id + " " + host + " " + subject + " " + evidence;
    }
}
