package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.KernelBody.CallRefused;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is recorded since posted series differ in it: a recording without it, of an older version, tells the same. */
class PostedSeriesCaptureTest {
    private static final String OUTGOING = "traces/multi-session-7.3-to-7.3.outgoing.trace";

    @Test
    void shouldReadARecordingWithTheSizesOfStructsAsTheOneWithout() {
        // Given
        String before = Captures.text(OUTGOING);
        String now = before.replaceAll("(?m)(luo_session_ioctl: .* cmd=0x\\w+)$", "$1 size=24")
                .replaceAll("(?m)(luo_session_preserve_fd: .* token=\\d+)$", "$1 size=24 arg=0x7ffd1200");

        // When
        List<String> old = told(before);
        List<String> young = told(now);

        // Then
        assertThat(now).isNotEqualTo(before);
        assertThat(young).isEqualTo(old).isNotEmpty();
    }

    private static List<String> told(String text) {
        return Captures.importText(text).events().stream()
                .map(SimpleCaptureTest::line)
                .toList();
    }

    @Test
    void shouldTellNumberAndSizeOfACallThatThisKernelDoesNotKnow() {
        // Given
        String text = """
                 vmm-7 [000] ...1. 1.000100: luo_session_create: (luo_session_create+0x0/0x100) name="a"
                 vmm-7 [000] ...1. 1.000101: luo_session_create__ret: (luo_ioctl_create_session+0x10/0x100 <- luo_session_create) ret=0
                 vmm-7 [000] ...1. 1.000102: luo_session_ioctl: (luo_session_ioctl+0x4/0x1a0) session="a" cmd=0xba44 size=8
                 vmm-7 [000] ...1. 1.000103: luo_session_ioctl__ret: (__x64_sys_ioctl+0x10/0x100 <- luo_session_ioctl) ret=-22
                """;

        // When
        List<CallRefused> refused = Captures.bodies(Captures.importText(text), CallRefused.class);

        // Then
        assertThat(refused).singleElement().satisfies(call -> {
            assertThat(call.command()).isEqualTo(0xba44);
            assertThat(call.structBytes()).isEqualTo(8);
            assertThat(call.result().ok()).isFalse();
        });
    }
}
