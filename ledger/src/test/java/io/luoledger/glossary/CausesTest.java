package io.luoledger.glossary;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.Consequence;
import org.junit.jupiter.api.Test;

class CausesTest {
    @Test
    void shouldSayInWordsWhatEachConsequenceIs() {
        for (Consequence consequence : Consequence.values()) {
            assertThat(Causes.of(consequence.word()))
                    .endsWith(" (" + consequence.word() + ")")
                    .hasSizeGreaterThan(consequence.word().length() + 10);
        }
    }

    @Test
    void shouldSaySeveralOneAfterTheOther() {
        assertThat(Causes.of("flb_lost+of_tomorrow"))
                .isEqualTo(
                        "a subsystem's shared object doesn't come back, and nothing says so (flb_lost); of_tomorrow");
        assertThat(Causes.of(null)).isEmpty();
        assertThat(Causes.of("none")).isEqualTo("none");
    }

    @Test
    void shouldSpellOutTheWordsWithinAText() {
        assertThat(Causes.spelled("device_absent_memory_leaked: /dev/liveupdate doesn't exist, token_7 stays"))
                .isEqualTo("the next kernel is without live update: not built in, or switched off"
                        + " (device_absent_memory_leaked): /dev/liveupdate doesn't exist, token_7 stays");
        assertThat(Causes.spelled("kernel SILENT none"))
                .isEqualTo(
                        "kernel SILENT none known, and not proven: not everything is known of them (ABI-INCOMPLETE)");
        assertThat(Causes.spelled("memfd REFUSED open_eio_memory_leaked+refcount_warn"))
                .contains("(open_eio_memory_leaked); ", "(refcount_warn)");
    }
}
