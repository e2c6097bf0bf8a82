package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that wait for good, as the kernel's own watch tells them on the console. */
class HungTaskTest {
    @Test
    void shouldReadWhereATaskWaits() {
        // Given
        ConsoleLog console = new ConsoleLog();
        console.beginFile();

        // When
        List.of(
                        "[  245.760000] INFO: task agent:312 blocked for more than 122 seconds.",
                        "[  245.760100]       Not tainted 7.3.4 #1",
                        "[  245.760200] task:agent state:D stack:0 pid:312",
                        "[  245.760300] Call Trace:",
                        "[  245.760400]  __mutex_lock+0x5a1/0xa20",
                        "[  245.760500]  luo_flb_file_finish+0x3d/0x90",
                        "[  245.760600]  luo_session_finish+0x4f/0x80",
                        "[  245.760700] INFO: task kworker/0:1:9 blocked for more than 122 seconds.",
                        "[  245.760800]  flush_work+0x1f/0x60")
                .forEach(console::line);

        // Then
        List<ConsoleReport> reports = console.boots().getFirst().reports;
        assertThat(reports).hasSize(2);
        assertThat(reports.getFirst()).satisfies(hung -> {
            assertThat(hung.fatal()).isFalse();
            assertThat(hung.message()).isEqualTo("INFO: task agent:312 blocked for more than 122 seconds.");
            assertThat(hung.place()).isEqualTo("luo_flb_file_finish");
        });
        assertThat(reports.getLast().isAboutLiveUpdate()).isFalse();
    }
}
