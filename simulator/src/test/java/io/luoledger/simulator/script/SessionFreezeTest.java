package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Body;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FileUnfrozen;
import io.luoledger.event.FileBody.FileUnpreserved;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.Source;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.kernel.KernelState;
import io.luoledger.simulator.kernel.KernelState.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FREEZE of single sessions: what each call gives, in which order it looks, and what is told of it. */
class SessionFreezeTest {
    private static final String POSTED = "7.3+session-freeze";

    /** Sessions C (c0), A (a0, a1) and B (b0), created in this order. */
    private static final String SESSIONS = """
            %1
            mkfd c0 memfd:4096
            mkfd a0 memfd:4096
            mkfd a1 memfd:4096
            mkfd b0 memfd:4096
            create c C
            create a A
            create b B
            preserve C c0 1
            preserve A a0 1
            preserve A a1 2
            preserve B b0 1
            """;

    /** One host's life, and what came of it. */
    private static final class Run {
        private final List<String> results = new ArrayList<>();
        private final List<Draft> drafts = new ArrayList<>();
        /** As the last kernel was at the end. */
        private final KernelState state;

        private Run(String kernel, String ops) {
            List<KernelProfile> kernels = List.of(KernelProfiles.find(kernel).orElseThrow());
            ScriptedHost host = new ScriptedHost(
                    new Journal("h", Source.idOf("freeze"), new LogicalClock(0), drafts::add),
                    kernels,
                    OpScript.parse("freeze", SESSIONS + ops),
                    new Dice(1),
                    (stage, result) -> results.add(result.result()
                            + (result.out().containsKey("pos")
                                    ? " at " + result.out().get("pos")
                                    : "")));
            Kernel last = null;
            while (host.step()) {
                Kernel now = host.kernel();
                last = now == null ? last : now;
            }
            state = Objects.requireNonNull(last).state();
        }

        private List<String> results() {
            return results.subList(11, results.size());
        }

        /** What happened to files on the way out, in words, from the first freeze on. */
        private List<String> files() {
            return drafts.stream()
                    .map(Draft::body)
                    .flatMap(Run::words)
                    .dropWhile(text -> !text.startsWith("frozen"))
                    .toList();
        }

        private static Stream<String> words(Body body) {
            return switch (body) {
                case FileFrozen file -> Stream.of("frozen " + of(file));
                case FileUnfrozen file -> Stream.of("unfrozen " + of(file));
                case FileUnpreserved file -> Stream.of("unpreserved " + of(file));
                default -> Stream.empty();
            };
        }

        private static String of(FileBody file) {
            return Objects.requireNonNull(file.session()).name()
                    + (Objects.requireNonNull(file.token()).bits() - 1)
                    + (file.result().ok() ? "" : " " + file.result().errnoName());
        }

        private List<String> frozen() {
            return state.outgoing().stream()
                    .filter(SessionState::frozen)
                    .map(SessionState::name)
                    .toList();
        }
    }

    @Test
    void shouldFreezeTheFilesOfOneSession() {
        // When
        Run run = new Run(POSTED, "freeze A\n");

        // Then
        assertThat(run.results()).containsExactly("OK");
        assertThat(run.files()).containsExactly("frozen a0", "frozen a1");
        assertThat(run.frozen()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.2", "7.3", "6.19", "6.19+stable", "seed", "next", "roadmap"})
    void shouldKnowNoSuchCallInAnyRelease(String kernel) {
        // When: also with a wrong command word, a struct that can't be read, and one that is too short
        Run run = new Run(kernel, """
                freeze A
                unfreeze A
                ioctl A 0x44 8 type=0x1
                ioctl A 0x44 8 ptr=null
                ioctl A 0x44 4
                """);

        // Then
        assertThat(Set.copyOf(run.results())).containsExactly("EINVAL");
        assertThat(run.files()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ioctl A 0x44 8 ptr=bad type=0x1,   EFAULT",
        "ioctl A 0x44 4 type=0x1,           ENOTTY",
        "ioctl A 0x44 4,                    EINVAL",
        "ioctl A 0x44 16 w1=1 tail=1,       E2BIG",
        "freeze A 1,                        EINVAL",
        "freeze A,                          OK",
        "unfreeze A,                        EINVAL"
    })
    void shouldLookInTheKernelsOrder(String op, String errno) {
        assertThat(new Run(POSTED, op + "\n").results()).containsExactly(errno);
    }

    @Test
    void shouldRefuseAReceivedSessionBeforeItLooksAtTheSize() {
        // When
        Run run = new Run(POSTED, """
                %2
                retrieve_session a A
                freeze A
                ioctl A 0x44 4
                """);

        // Then
        assertThat(run.results()).containsExactly("OK", "EINVAL", "EINVAL");
    }

    @ParameterizedTest
    @CsvSource({
        "freeze A,              EBUSY",
        "freeze A 1,            EINVAL",
        "preserve A m 3,        EBUSY",
        "preserve A m 1,        EBUSY",
        "ioctl A 0x40 16 fd=-1, EBUSY",
        "preserve B a0 3,       EBUSY",
        "preserve B m 3,        OK",
        "get_name A,            OK",
        "retrieve A 1,          EINVAL",
        "finish A,              EINVAL",
        "reboot_nokernel,       EINVAL"
    })
    void shouldAnswerForAFrozenSession(String op, String errno) {
        // When
        Run run = new Run(POSTED, "mkfd m memfd:4096\nfreeze A\n" + op + "\n");

        // Then
        assertThat(run.results()).containsExactly("OK", "OK", errno);
        assertThat(run.frozen()).containsExactly("a");
    }

    @Test
    void shouldTellARefusedFreezeAsARefusedCall() {
        // When
        Run run = new Run(POSTED, "freeze A\nfreeze A\nfreeze B 1\n");

        // Then
        assertThat(run.drafts.stream()
                        .map(Draft::body)
                        .filter(CallRefused.class::isInstance)
                        .map(body -> ((CallRefused) body).result().errnoName()))
                .containsExactly("EBUSY", "EINVAL");
    }

    @Test
    void shouldStayOpenWhenAHandlerRefuses() {
        // When
        Run run = new Run(POSTED, "fault freeze ENOMEM 1\nfreeze A\npreserve A memfd:4096 3\nfreeze A\n");

        // Then
        assertThat(run.results()).containsExactly("OK", "ENOMEM", "OK", "OK");
        assertThat(run.files())
                .containsExactly("frozen a0", "frozen a1 ENOMEM", "unfrozen a0", "frozen a0", "frozen a1", "frozen a2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"close A", "crash"})
    void shouldUnfreezeBeforeItUnpreserves(String last) {
        // When
        Run run = new Run(POSTED, "freeze A\n" + last + "\n");

        // Then
        assertThat(run.files().stream().filter(text -> text.contains(" a")))
                .containsExactly(
                        "frozen a0", "frozen a1", "unfrozen a0", "unfrozen a1", "unpreserved a1", "unpreserved a0");
    }

    @Test
    void shouldFreezeTheRestAtTheRebootAndHandAllOver() {
        // When
        Run run = new Run(POSTED, """
                seek a0 7
                freeze A
                seek a0 9
                %2
                retrieve_session a A
                retrieve A 1 a
                retrieve A 2
                retrieve_session b B
                retrieve B 1
                finish A
                finish B
                stat a
                """);

        // Then: what the file was like at the freeze
        assertThat(run.files()).containsExactly("frozen a0", "frozen a1", "frozen c0", "frozen b0");
        assertThat(run.results()).containsOnly("OK", "OK at 7").endsWith("OK at 7");
    }

    @Test
    void shouldFreezeASessionWithoutFiles() {
        // When
        Run run = new Run(POSTED, "create empty E\nfreeze E\npreserve E memfd:4096 1\n%2\nretrieve_session empty E\n");

        // Then
        assertThat(run.results()).containsExactly("OK", "OK", "EBUSY", "OK");
    }

    @ParameterizedTest
    @CsvSource({
        "7.3+session-freeze,                     a, EBUSY, unfrozen c0",
        "7.3+session-freeze-rollback-all,        '', OK,   unfrozen a0 unfrozen a1 unfrozen c0",
        "7.3+session-freeze-bad-rollback-marked, a, EBUSY, unfrozen a0 unfrozen a1 unfrozen c0",
        "7.3+session-freeze-bad-no-rollback,     a, EBUSY, ''"
    })
    void shouldRollBackAsTheKernelDecides(String kernel, String frozen, String preserve, String unfrozen) {
        // When
        Run run = new Run(kernel, "freeze A\nfault freeze ENOMEM 1\nreboot\npreserve A memfd:4096 3\n");

        // Then
        assertThat(run.results()).containsExactly("OK", "OK", "ENOMEM", preserve);
        assertThat(String.join(" ", run.frozen())).isEqualTo(frozen);
        assertThat(String.join(
                        " ",
                        run.files().stream()
                                .filter(text -> text.startsWith("un"))
                                .toList()))
                .isEqualTo(unfrozen);
    }

    @ParameterizedTest
    @CsvSource({
        "7.3+session-freeze,               ioctl A 0x40 16 fd=-1, EBUSY",
        "7.3+session-freeze-fd-first,      ioctl A 0x40 16 fd=-1, EBADF",
        "7.3+session-freeze-fd-first,      preserve A c0 1,       EEXIST",
        "7.3+session-freeze-fd-first,      preserve A c0 3,       EBUSY",
        "7.3+session-freeze-unfreeze-call, unfreeze A,            OK",
        "7.3+session-freeze-unfreeze-call, unfreeze B,            EINVAL"
    })
    void shouldDecideWhatThePostingLeavesOpen(String kernel, String op, String errno) {
        assertThat(new Run(kernel, "freeze A\n" + op + "\n").results()).containsExactly("OK", errno);
    }

    @ParameterizedTest
    @CsvSource({"7.3+session-freeze, 3", "7.3+session-freeze-flb-at-freeze, 4"})
    void shouldHandOverTheCountOfAnFlb(String kernel, long count) {
        // When
        Run run = new Run(kernel, "freeze A\nclose C\n%2\nget_name A\n");

        // Then
        assertThat(run.state.receivedFlbs().values())
                .isNotEmpty()
                .allSatisfy(flb -> assertThat(flb.count()).isEqualTo(count));
    }

    @ParameterizedTest
    @CsvSource({
        "7.3+session-freeze,                     frozen c0 frozen a0 frozen a1 frozen b0",
        "7.3+session-freeze-mutex-only-unmarked, frozen c0 frozen a0 frozen a1 frozen b0 frozen a0 frozen a1"
    })
    void shouldLetNobodyFreezeWhileItReboots(String kernel, String files) {
        assertThat(String.join(
                        " ", new Run(kernel, "meanwhile serialized freeze A\n%2\nexists /dev/liveupdate\n").files()))
                .isEqualTo(files);
    }

    @ParameterizedTest
    @CsvSource({"7.3+session-freeze, EBUSY", "7.3+session-freeze-bad-check-unlocked, OK"})
    void shouldLookUnderTheMutexWhetherItIsFrozen(String kernel, String errno) {
        assertThat(new Run(kernel, "mkfd m memfd:4096\nmeanwhile unlocked freeze A\npreserve A m 3\n").results())
                .containsExactly("OK", "OK", errno);
    }
}
