package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void shouldShowWhatATerminalWouldObey() {
        assertThat(Printable.text("v\u001b[31mm\n\u009b")).isEqualTo("v\\x1b[31mm\\x0a\\x9b");
    }

    @Test
    void shouldLeaveWordsAlone() {
        assertThat(Printable.text("größe")).isEqualTo("größe");
    }
}
