package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no call is made of isn't refused by a kernel: it is a slip in the script. */
class ScriptLanguageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fault nowhere EIO              | unknown point "nowhere"
            fault freeze EOI               | unknown errno "EOI"
            fault freeze OK                | unknown errno "OK"
            else fault freeze EOI          | unknown errno "EOI"
            meanwhile later create a       | unknown moment "later"
            fault freeze EIO -1            | -1, expected 0 or more
            wait -1                        | -1, expected 0 or more
            leave_pages -1                 | -1, expected 0 or more
            """)
    void shouldTellASlipByItsLine(String op, String what) {
        assertThatThrownBy(() -> PostedRun.of(List.of("7.3"), "%1\ncreate %00\n" + op + "\n"))
                .isInstanceOf(OpScript.SyntaxException.class)
                .hasMessageStartingWith("posted: line 3: ")
                .hasMessageContaining(what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-4096", "-1", "0xfffffffffffff000", "4294967295", "4097"})
    void shouldTakeASizeForTheWordThatItIs(String size) {
        assertThat(PostedRun.of(List.of("7.3"), "%1\nioctl DEV 0 " + size + " name=a tail=1\n")
                        .last())
                .isEqualTo("E2BIG");
    }
}
