package io.luoledger.preflight;

import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.preserved;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.core.LogScript;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Token;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.AbiJudge;
import io.luoledger.replay.Replay;
import io.luoledger.view.HostView;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where PID 1 is the first to open /dev/liveupdate, a handler in a module may come too late. */
class LateHandlersTest {
    private static final FilePreserved DEVICE =
            new FilePreserved(Session.named("vm"), new Token(2), "vfio-pci-v2", 0x1000L, null, Result.success());

    @Test
    void shouldNameEachHandlerThatMayComeTooLateForPid1() {
        // Given
        LogScript log = LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1), DEVICE)
                .out(created("systemd"), preserved("systemd", 1), preserved("systemd", 0));

        // When
        List<String> risks = risks(log);

        // Then
        assertThat(risks)
                .containsExactly("LIFE-STORE-HANDLER-LATE handler vfio-pci-v2: may live in a module, and PID 1 opens"
                        + " first: there is a session systemd");
    }

    @Test
    void shouldNotWarnWhereOnlyMemfdsAreKeptOrSystemdKeepsNothing() {
        // Given
        LogScript memfds =
                LogScript.host("h1").out(created("systemd"), preserved("systemd", 1), preserved("systemd", 0));
        LogScript other = LogScript.host("h1").out(created("vm"), preserved("vm", 1), DEVICE);

        // When / Then
        assertThat(risks(memfds)).isEmpty();
        assertThat(risks(other)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "vfio-pci-v2, section .liveupdate_versions, 0",
        "vfio-pci-v2, assumed from the catalogue's 7.3, 1",
        "vfio-pci-v3, section .liveupdate_versions, 1"
    })
    void shouldNotWarnOfAHandlerThatTheVeryImageLists(String handler, String source, int warnings) {
        // Given
        LogScript log = LogScript.host("h1")
                .out(created("vm"), DEVICE)
                .out(created("systemd"), preserved("systemd", 1), preserved("systemd", 0));
        AbiDescriptor kernel = Catalogue.find("7.3")
                .orElseThrow()
                .with(builder -> builder.guards(
                        List.of(Guard.of("VFIO", Layer.HANDLER, "vfio-pci", handler, "vmlinux: " + source))));

        // When
        Preflight preflight =
                Preflight.of(held(log), host(log), new NextImage("vmlinux", kernel), "7.3", null, judge(), Set.of());

        // Then
        assertThat(preflight.risks()).hasSize(warnings);
    }

    private static HeldState held(LogScript log) {
        return new HeldState(new Replay(AbiGate.BY_RULES).run(log.events().iterator()), Map.of());
    }

    private static HostView host(LogScript log) {
        return Objects.requireNonNull(HostView.of(held(log).replay().entities(), "h1"));
    }

    private static AbiJudge judge() {
        return new AbiJudge(Catalogue::find, List.of(), AbiGate.BY_RULES, new AbiDigest.InMemory());
    }

    private static List<String> risks(LogScript log) {
        return Preflight.of(held(log), host(log), "7.3", judge(), Set.of()).risks().stream()
                .map(risk -> risk.kind().id() + " " + risk.subject() + ": " + risk.found())
                .toList();
    }
}
