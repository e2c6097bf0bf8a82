package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another task does while a reboot has the lock of all sessions: it waits for good. */
class MeanwhileTest {
    /** What the next kernel finds, with that call made between the last freeze and the kexec. */
    private static List<String> found(String call) {
        return PostedRun.of(List.of("7.3"), """
                        %%1
                        create a A
                        preserve A memfd:4096 1
                        create b B
                        preserve B memfd:4096 1
                        %s
                        %%2
                        retrieve_session a A
                        retrieve_session b B
                        retrieve_session %%00
                        retrieve_session c
                        retrieve A 1
                        retrieve A 2
                        retrieve B 1
                        """.formatted(call)).last(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create c C", "create a", "close B", "closefd B", "preserve A memfd:4096 2"})
    void shouldHandOverWhatWasWrittenDown(String call) {
        assertThat(found("meanwhile serialized " + call))
                .containsExactly("OK", "OK", "ENOENT", "ENOENT", "OK", "ENOENT", "OK");
    }

    @Test
    void shouldHandOverWhatIsThereWhenTheRebootBegins() {
        assertThat(found("create c C")).containsExactly("OK", "OK", "ENOENT", "OK", "OK", "ENOENT", "OK");
        assertThat(found("close B")).containsExactly("OK", "ENOENT", "ENOENT", "ENOENT", "OK", "ENOENT", "EBADF");
    }
}
