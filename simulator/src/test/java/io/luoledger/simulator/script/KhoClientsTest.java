package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.KernelBody.KernelBooted;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What KHO carries besides: clients whose mismatch is ignored, versions in a subtree, feature headers, and the boot line. */
class KhoClientsTest {
    private static final String PRESERVED = "%1\ncreate a A\npreserve A memfd:9000 1\n";
    private static final String BACK = "%2\nretrieve_session a A\nretrieve A 1 f\nfinish A\n";

    private static KernelBooted booted(PostedRun run) {
        return run.bodies(KernelBooted.class).getFirst();
    }

    private static String subtree(PostedRun run) {
        return booted(run).subtrees().stream()
                .map(of -> of.subtree() + " " + of.fate() + " " + of.left() + " " + of.taken() + " " + of.entries()
                        + " " + of.unknownFeatures())
                .findFirst()
                .orElse("nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "7.3+hwpoison,    7.3+hwpoison,    3, hwpoison TAKEN version 1 version 1 3 null",
        "7.3+hwpoison,    7.3+hwpoison-v2, 0, hwpoison IGNORED version 1 version 2 null null",
        "7.3+hwpoison-v2, 7.3+hwpoison,    0, hwpoison IGNORED version 2 version 1 null null",
        "7.3+hwpoison,    7.3,             0, hwpoison NOT_ASKED null null null null",
        "7.3,             7.3+hwpoison,    0, nothing"
    })
    void shouldPassOverAListOfBadPagesOfAnotherVersion(String from, String to, int pages, String told) {
        // When
        PostedRun run = PostedRun.of(List.of(from, to), PRESERVED + "poison 3\n" + BACK + "poisoned\n");

        // Then
        assertThat(subtree(run)).isEqualTo(told);
        assertThat(run.lastOut()).isEqualTo("{pages=" + pages + "}");
        assertThat(run.last(4)).containsOnly("OK");
    }

    @Test
    void shouldKeepBadPagesOverAChain() {
        // When
        PostedRun run =
                PostedRun.of(List.of("7.3+hwpoison"), "%1\npoison 600\n%2\npoison 1\n%3\npoison 2\n%4\npoisoned\n");

        // Then
        assertThat(run.lastOut()).isEqualTo("{pages=603}");
    }

    @ParameterizedTest
    @CsvSource({
        "7.3+pstore,     7.3+pstore,     OK,     pstore-kho TAKEN version 0x1 version 0x1 1 null",
        "7.3+pstore-fdt, 7.3+pstore-fdt, OK,     pstore-kho TAKEN flattened tree flattened tree 1 null",
        "7.3+pstore-fdt, 7.3+pstore,     ENOENT, pstore-kho IGNORED version 0xedfe0dd0 version 0x1 null null",
        "7.3+pstore,     7.3+pstore-fdt, ENOENT, pstore-kho IGNORED no flattened tree flattened tree null null",
        "7.3+pstore,     7.3,            ENODEV, pstore-kho NOT_ASKED null null null null"
    })
    void shouldLoseTheCrashLogAlone(String from, String to, String read, String told) {
        // When
        PostedRun run = PostedRun.of(List.of(from, to), PRESERVED + "pstore_write 5000\n" + BACK + "pstore_read\n");

        // Then
        assertThat(subtree(run)).isEqualTo(told);
        assertThat(run.last(4)).containsExactly("OK", "OK", "OK", read);
    }

    @ParameterizedTest
    @CsvSource({"pstore_write 131072, OK", "pstore_write 131073, ENOSPC", "pstore_read, ENOENT"})
    void shouldStoreOneCrashLog(String op, String errno) {
        assertThat(PostedRun.of(List.of("7.3+pstore"), "%1\n" + op + "\n").last())
                .isEqualTo(errno);
        assertThat(PostedRun.of(List.of("7.3+pstore"), "%1\npstore_write 1\npstore_write 1\n")
                        .last())
                .isEqualTo("ENOSPC");
    }

    @ParameterizedTest
    @CsvSource({
        "features,            features,            RESTORED, TAKEN",
        "features-optional,   features,            RESTORED, PARTLY",
        "features-transition, features,            RESTORED, TAKEN",
        "features-required,   features-transition, RESTORED, TAKEN",
        "features-required,   features,            PANIC,    IGNORED",
        "features,            features-required,   RESTORED, TAKEN"
    })
    void shouldRefuseARequiredFeatureAndLeaveOutAnOptionalOne(
            String from, String to, BootOutcome outcome, String fate) {
        // When
        PostedRun run = PostedRun.of(List.of("7.3+" + from, "7.3+" + to), PRESERVED + BACK);

        // Then
        assertThat(booted(run).outcome()).isEqualTo(outcome);
        assertThat(subtree(run)).startsWith("LUO " + fate).endsWith(fate.equals("TAKEN") ? "null" : "8");
        if (outcome == BootOutcome.RESTORED) {
            assertThat(run.last(3)).containsOnly("OK");
            assertThat(run.bodies(FileRetrieved.class).getFirst().unknownFeatures())
                    .isEqualTo(fate.equals("PARTLY") ? Long.valueOf(4) : null);
        }
    }

    @Test
    void shouldGoWithoutAHeaderThatALayoutHasNot() {
        assertThat(PostedRun.of(List.of("7.3+features", "7.3+features+memfd-swapped"), PRESERVED + BACK)
                        .bodies(FileRetrieved.class)
                        .getFirst()
                        .unknownFeatures())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"7.3+features, 7.3", "7.3, 7.3+features"})
    void shouldPanicBetweenFeaturesAndStrings(String from, String to) {
        assertThat(booted(PostedRun.of(List.of(from, to), PRESERVED + BACK)).outcome())
                .isEqualTo(BootOutcome.PANIC);
    }

    @ParameterizedTest
    @CsvSource({
        "versions,                  versions,     RESTORED",
        "versions-1-2,              versions,     RESTORED",
        "versions-1-2,              versions-2,   RESTORED",
        "versions-2,                versions,     PANIC",
        "versions-2+versions-mixed, versions,     RESTORED",
        "versions,                  no-noexec-write-sealed, PANIC",
        "versions-mixed,            no-noexec-write-sealed, RESTORED",
        "no-noexec-write-sealed,    versions,     RESTORED"
    })
    void shouldTakeAVersionThatBothKnow(String from, String to, BootOutcome outcome) {
        // When
        PostedRun run = PostedRun.of(List.of("7.3+" + from, "7.3+" + to), PRESERVED + BACK);

        // Then
        assertThat(booted(run).outcome()).isEqualTo(outcome);
        if (outcome == BootOutcome.RESTORED) {
            assertThat(run.last(3)).containsOnly("OK");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "7.3+kho_scratch;                        []",
                "7.3+bootmem+kho_scratch;                [kho_scratch=512M,64M,256M]",
                "7.3+bootmem+kho_scratch=20%;            [kho_scratch=20%]",
                "7.3+bootmem-both+kho_scratch;           []",
                "7.3+bootmem+kho_bootmem=1G,0,0;         []",
                "7.3+kho_bootmem=1G,0,0;                 [kho_bootmem=1G,0,0]"
            })
    void shouldTellParametersThatItDoesNotKnow(String kernel, String told) {
        assertThat(booted(PostedRun.of(List.of(kernel), PRESERVED + BACK)).unknownParameters())
                .hasToString(told);
    }

    @ParameterizedTest
    @CsvSource({
        "7.3+hwpoison,          7.3+hwpoison,             poison 1, []",
        "7.3+hwpoison,          7.3+hwpoison-v2,          poison 1, [bad-pages-version]",
        "7.3+features-required, 7.3+features,             poison 1, [luo-features-refused]",
        "7.3+versions-1-2,      7.3+versions,             poison 1, [highest-version]",
        "7.3,                   7.3+bootmem+kho_scratch,  poison 1, [old-parameter-unknown]"
    })
    void shouldMarkWhatNobodyPosted(String from, String to, String op, String assumptions) {
        assertThat(PostedRun.of(List.of(from, to), PRESERVED + op + "\n" + BACK).assumptions(KernelBooted.class))
                .hasToString(assumptions);
    }

    @ParameterizedTest
    @CsvSource({"ioctl A 0x44 8, 8", "ioctl A 0x44 16 fd=1, 16", "ioctl A 0x43 8,", "ioctl A 0x44 8 ptr=bad,"})
    void shouldTellTheSizeOfAStructWhereTheNumberDoesNotTellTheCall(String op, Long size) {
        assertThat(PostedRun.of(List.of("7.3"), "%1\ncreate a A\n" + op + "\n")
                        .bodies(CallRefused.class)
                        .getFirst()
                        .structBytes())
                .isEqualTo(size);
    }
}
