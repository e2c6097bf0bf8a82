package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who opens /dev/liveupdate first, and which handlers are registered by then. */
class FirstOpenerTest {
    private static final String HANDLER = "vfio-pci-v1";

    private static final String PRESERVED = """
            machine switched
            %1
            INSTALLED
            label a /05.0/00.0
            bind @a vfio-pci
            cdev d @a
            iommufd i
            bind_iommufd d i
            create vm S
            preserve S d 1
            %2
            """;

    private static PostedRun run(String kernel, String installed, String then) {
        return PostedRun.of(List.of(kernel), PRESERVED.replace("INSTALLED", installed) + then);
    }

    @ParameterizedTest
    @CsvSource({
        "next,             first_opener systemd, OK",
        "next+vfio-module, first_opener agent,   OK",
        "next+vfio-module, first_opener systemd, EBADF"
    })
    void shouldRebuildWithTheHandlersOfTheFirstOpen(String kernel, String installed, String result) {
        assertThat(run(kernel, installed, "retrieve_session vm S\n").last()).isEqualTo(result);
    }

    @Test
    void shouldFindTheHandlerOfAModuleInTheInitrd() {
        // When
        PostedRun run = run("next+vfio-module", "first_opener systemd\ninitrd vfio-pci", "retrieve_session vm S\n");

        // Then
        assertThat(run.last()).isEqualTo("OK");
        assertThat(run.bodies(LiveUpdateOpened.class)).isEmpty();
    }

    @Test
    void shouldTellWhoOpenedAndWhatWasMissing() {
        // When
        PostedRun run = run("next+vfio-module", "first_opener systemd", "opendev\n");

        // Then: PID 1's open, the agent's own, and the one of the script
        Result refused = Result.refused("EIO");
        LiveUpdateOpened tooLate = new LiveUpdateOpened(refused, null, HANDLER, List.of("memfd-v2", HANDLER));
        assertThat(run.bodies(LiveUpdateOpened.class))
                .containsExactly(
                        new LiveUpdateOpened(refused, "systemd", HANDLER, List.of("memfd-v2")), tooLate, tooLate);
    }

    @Test
    void shouldRefuseAProgramThatNeverOpensIt() {
        assertThat(PostedRun.of(List.of("7.3"), "%1\nfirst_opener dbus\n").last())
                .isEqualTo("EINVAL");
    }
}
