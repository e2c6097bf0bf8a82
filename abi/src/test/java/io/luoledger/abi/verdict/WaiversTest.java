package io.luoledger.abi.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.abi.AbiGate;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaiversTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    @Test
    void shouldLetPassWhatIsWaivedUntilTheDay() {
        // Given
        Waivers waivers = new Waivers(
                List.of(
                        new Waivers.Waiver("ABI-INCOMPLETE", "7.0", "known", TODAY),
                        new Waivers.Waiver("ABI-INCOMPLETE", "series-v2", "known", TODAY)),
                TODAY);
        // When
        PairVerdict verdict = waivers.apply(AbiGate.BY_RULES.check("7.0", "series-v2"));
        // Then
        assertThat(verdict.isError()).isFalse();
        assertThat(waivers.findings()).isEmpty();
    }

    @Test
    void shouldReportExpiredAndUnusedWaivers() {
        // Given
        Waivers waivers = new Waivers(
                List.of(
                        new Waivers.Waiver("ABI-INCOMPLETE", "series-*", "known", TODAY.minusDays(1)),
                        new Waivers.Waiver("ABI-PACKING", "luo_ser", "never seen", TODAY),
                        new Waivers.Waiver("ABI-PACKING", "luo_flb_ser", "never seen, and over", TODAY.minusDays(1))),
                TODAY);
        // When
        PairVerdict verdict = waivers.apply(AbiGate.BY_RULES.check("7.0", "series-v2"));
        // Then
        assertThat(verdict.isError()).isTrue();
        assertThat(waivers.findings())
                .extracting(finding -> finding.kind().id() + " " + finding.path())
                .containsExactly(
                        "ABI-WAIVER-EXPIRED series-*", "ABI-WAIVER-UNUSED luo_ser", "ABI-WAIVER-EXPIRED luo_flb_ser");
    }

    @Test
    void shouldSayWhatAWaiverLacks() {
        assertThatThrownBy(() -> Waivers.read(
                        "{\"waivers\":[{\"id\":\"A\",\"path\":\"b\",\"reason\":\"c\",\"expires\":\"soon\"}]}"
                                .getBytes(StandardCharsets.UTF_8),
                        "w.json"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("w.json: waiver 1: \"expires\" is 'soon', expected a day such as 2027-01-31");
        assertThatThrownBy(
                        () -> Waivers.read("{\"waivers\":[{\"id\":\"A\"}]}".getBytes(StandardCharsets.UTF_8), "w.json"))
                .hasMessage(
                        "w.json: waiver 1: \"path\" is missing or empty; a waiver needs id, path, reason and expires");
    }
}
