package io.luoledger.glossary;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingErrnoTest {
    @ParameterizedTest
    @CsvSource({
        "LIFE-PRESERVE-REFUSED, file vm 0x1, EBUSY, EBUSY of PRESERVE_FD",
        "LIFE-FINISH-REFUSED, session vm, EBUSY; file vm 0x1 isn't retrieved, EBUSY of FINISH",
        "LIFE-OPEN-REFUSED, kernel, EBUSY, EBUSY of open(/dev/liveupdate)"
    })
    void shouldTellAnErrnoInTheSenseOfTheCallThatWasRefused(String id, String subject, String found, String expected) {
        // Given
        FindingKind kind = FindingCatalogue.find(id).orElseThrow();

        // When
        List<Word> words = FindingErrno.of(new Finding(kind, "h1", 1, subject, "success", found, List.of(1L)));

        // Then
        assertThat(words)
                .extracting(word -> word.word() + word.of().substring("errno".length()))
                .containsExactly(expected);
        assertThat(words).allSatisfy(word -> assertThat(word.meaning()).isNotEmpty());
    }

    @Test
    void shouldTellTheErrnoOfAFinishThatTheKernelDoesNotAllowThere() {
        // Given
        FindingKind kind = FindingCatalogue.find("LIFE-CALL-REFUSED").orElseThrow();

        // When
        List<Word> words = FindingErrno.of(
                new Finding(kind, "h1", 1, "session vm", "FINISH on a retrieved session", "EINVAL", List.of(1L)));

        // Then
        assertThat(words).extracting(Word::of).containsExactly("errno of FINISH");
    }

    @ParameterizedTest
    @CsvSource({"LIFE-NEVER-RETRIEVED, never retrieved", "LIFE-UPDATE-REFUSED, an EFI image"})
    void shouldTellNothingWhereThereIsNone(String id, String found) {
        // Given
        FindingKind kind = FindingCatalogue.find(id).orElseThrow();

        // When / Then
        assertThat(FindingErrno.of(new Finding(kind, "h1", 1, "file vm 0x1", "a", found, List.of(1L))))
                .isEmpty();
    }
}
