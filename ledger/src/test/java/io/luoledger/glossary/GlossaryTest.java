package io.luoledger.glossary;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Errno;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GlossaryTest {
    @Test
    void shouldSaySomethingOfEveryWord() {
        assertThat(Glossary.all()).allSatisfy(word -> assertThat(word.meaning()).endsWith("."));
    }

    @Test
    void shouldKnowEveryErrnoThatHasAName() {
        assertThat(Glossary.all().stream().map(Word::word).collect(Collectors.toSet()))
                .containsAll(Errno.names());
    }

    @Test
    void shouldTellEverySenseOfAWord() {
        assertThat(Glossary.find("lost"))
                .extracting(Word::of)
                .containsExactly(
                        "outcome of a live update",
                        "state of a file",
                        "state of a session",
                        "state of a preserved device",
                        "count of files");
    }
}
