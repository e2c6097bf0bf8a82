package io.luoledger.simulator.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.Consequence;
import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody;
import io.luoledger.event.Source;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.ResultLine;
import io.luoledger.simulator.script.ScriptRunner;
import io.luoledger.simulator.trial.HandoverTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleasesTest {
    private static List<ResultLine> lines(String kernels, String script, Journal journal) {
        List<ResultLine> lines = new ArrayList<>();
        List<KernelProfile> profiles = Stream.of(kernels.split(","))
                .map(name -> KernelProfiles.find(name).orElseThrow())
                .toList();
        new ScriptRunner(journal, profiles, "b00").run(List.of(OpScript.parse("t", script)), lines::add);
        return lines;
    }

    private static String results(String kernels, String script) {
        return lines(kernels, script, Journal.unread()).stream()
                .flatMap(line -> line.ops().stream())
                .map(op -> String.valueOf(op.result()))
                .collect(Collectors.joining(" "));
    }

    @Test
    void shouldHandOverFromTheFirstReleaseToItself() {
        // Given, When
        String results = results("6.19", """
                %1
                create a A
                preserve A memfd:9000 1
                %2
                retrieve_session a A
                retrieve A 1 m
                finish A
                close A
                create a B
                preserve B m 2
                %3
                retrieve_session a B
                retrieve B 2 m
                """);

        // Then
        assertThat(results).isEqualTo("OK OK OK OK OK OK OK OK OK OK");
    }

    @Test
    void shouldAcceptADoublePreserveInTheFirstReleaseOnly() {
        // Given
        String script = "%1\ncreate a A\nmkfd m memfd:8\npreserve A m 1\npreserve A m 2\n";

        // When, Then
        assertThat(results("6.19", script)).isEqualTo("OK OK OK OK");
        assertThat(results("7.2", script)).isEqualTo("OK OK OK EBUSY");
    }

    @Test
    void shouldHoldAsManyFilesAsTheFirstReleasesArray() {
        // Given
        StringBuilder script = new StringBuilder("%1\ncreate a A\n");
        for (int i = 0; i < 129; i++) {
            script.append("preserve A memfd:1 ").append(i).append('\n');
        }

        // When
        String results = results("6.19", script.toString());

        // Then
        assertThat(results.split(" ")).hasSize(130).endsWith("OK", "ENOSPC");
    }

    private static final String FALLOCATED = """
            %1
            mkfd m memfd:0
            ftruncate m 16384
            fallocate m 0 0 16384
            create vm S
            preserve S m 1
            pwrite m 4096 100
            %2
            retrieve_session vm S
            retrieve S 1 m
            bytes m 4096 4
            pwrite m 8192 4
            create next N
            finish S
            preserve N m 1
            %3
            retrieve_session next N
            retrieve N 1 m
            bytes m 4096 4
            bytes m 8192 4
            """;

    @ParameterizedTest
    @CsvSource({
        "6.19, 00000000 00000000 70707070",
        "6.19+stable-uptodate, 70707070 70707070 70707070",
        "6.19+stable, 70707070 70707070 70707070",
        "6.19+no-fallocated-pages-lost, 70707070 70707070 70707070",
        "7.2, 70707070 70707070 70707070",
        "7.3, 70707070 70707070 70707070"
    })
    void shouldLoseWhatIsFirstWrittenIntoFallocatedPagesAfterThePreserve(String kernel, String contents) {
        // When, Then
        assertThat(told(kernel, FALLOCATED, "hex")).isEqualTo(contents);
    }

    @ParameterizedTest
    @CsvSource({
        "'pwrite m 4096 1\nfallocate m 0 4096 4096'",
        "'mmapw m 4096'",
        "'fallocate m 0 0 16384'",
        "'fallocate m 3 4096 4096'"
    })
    void shouldCarryPagesThatWereFilledBeforeThePreserve(String filled) {
        // When, Then
        assertThat(told("6.19", FALLOCATED.replace("create vm S", filled + "\ncreate vm S"), "hex"))
                .startsWith("70707070");
    }

    @ParameterizedTest
    @CsvSource({
        "6.19, OK OK OK OK EINVAL OK OK OK OK OK ENOENT OK OK",
        "6.19+stable-session-name, EINVAL OK OK OK EINVAL OK OK OK OK OK ENOENT OK OK",
        "6.19+stable-session-side, OK OK OK OK EINVAL EINVAL OK OK OK OK OK OK EIO",
        "6.19+stable-double-preserve, OK OK OK OK EINVAL OK OK OK EBUSY OK ENOENT OK OK",
        "6.19+stable, EINVAL OK OK OK EINVAL EINVAL OK EBUSY EBUSY OK OK OK ENOENT",
        "7.3, EINVAL OK OK OK EINVAL EINVAL OK EBUSY EBUSY OK OK OK ENOENT"
    })
    void shouldTakeInTheFirstReleaseWhatItsFixesRefuse(String kernel, String results) {
        // When, Then
        assertThat(results(kernel, """
                %1
                create %00 E
                create out O
                mkfd m memfd:8192
                preserve O m 1
                retrieve O 1 x
                finish O 1
                create two T
                preserve T m 7
                preserve O m 2
                %2
                retrieve_session out O
                retrieve O 1 a
                retrieve_session two T
                retrieve T 7 b
                """)).isEqualTo(results);
    }

    @ParameterizedTest
    @CsvSource({
        "6.19, OK OK OK OK OK OK ENOENT OK OK",
        "6.19+stable-deserialize, OK OK OK EBADF EIO EBADF EBADF EBADF EBADF",
        "7.3, OK OK OK EBADF EIO EBADF EBADF EBADF EBADF"
    })
    void shouldOpenTheFirstReleasesDeviceOverAHandlerThatNobodyKnows(String kernel, String results) {
        // When, Then
        assertThat(results(kernel + "," + kernel + "+memfd-bump", """
                %1
                create empty E
                create vm S
                preserve S memfd:8192 1
                %2
                closedev
                opendev
                retrieve_session vm S
                retrieve S 1 a
                finish S
                create new N
                """)).isEqualTo(results);
    }

    @Test
    void shouldWarnOnceOfMemoryThatWasNeverHandedOver() {
        // Given
        List<KernelBody.KernelWarned> warned = new ArrayList<>();
        Journal journal = new Journal("t", Source.idOf("t"), new LogicalClock(0), (Draft draft) -> {
            if (draft.body() instanceof KernelBody.KernelWarned warning) {
                warned.add(warning);
            }
        });

        // When
        lines(
                "6.19",
                "%1\ncreate out O\npreserve O memfd:8192 1\nfinish O\npreserve O memfd:8192 2\nfinish O\n",
                journal);

        // Then
        assertThat(warned).extracting(KernelBody.KernelWarned::place).containsExactly("kho_restore_page");
    }

    /** What the ops gave under this name, in order. */
    private static String told(String kernel, String script, String field) {
        return lines(kernel, script, Journal.unread()).stream()
                .flatMap(line -> line.ops().stream())
                .filter(op -> op.out().containsKey(field))
                .map(op -> String.valueOf(op.out().get(field)))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "6.19, 6.19, property_lost",
        "6.19, 7.3, cold_boot_memory_freed",
        "7.3, 6.19, cold_boot_memory_freed",
        "7.2, 7.3, none",
        "7.3, 7.2, none",
        "7.3, 7.3+luo-bump, panic_boot",
        "7.3+luo-bump, 7.3, panic_boot",
        "7.3, 7.3+kho-bump, cold_boot_memory_freed",
        "7.3, 7.3+memfd-bump, open_eio_memory_leaked",
        "7.3, 7.3+no-memfd, open_eio_memory_leaked",
        "7.3, 7.3+no-liveupdate, device_absent_memory_leaked",
        "7.3, 7.3+memfd-swapped, wrong_metadata",
        "7.3, 7.3+file-swapped, oops_on_finish",
        "7.3, 7.3+flb-swapped, flb_wrong_data+refcount_warn"
    })
    void shouldEndBetweenTwoReleasesAsTheirBytesSay(String from, String to, String consequence) {
        // Given
        KernelProfile outgoing = KernelProfiles.find(from).orElseThrow();
        KernelProfile incoming = KernelProfiles.find(to).orElseThrow();

        // When
        String words = Consequence.text(HandoverTrial.between(outgoing, incoming));

        // Then
        assertThat(words).isEqualTo(consequence);
    }
}
