package io.luoledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReceiptFileTest {
    static Stream<Receipt> receipts() {
        Receipt receipt = Forgery.log(1, 3, 12).receipt();
        Receipt ofHost = receipt.ofHost("h1");
        assertThat(ofHost).isNotNull();
        return Stream.of(receipt, receipt.rootOnly(), ofHost);
    }

    @ParameterizedTest
    @MethodSource("receipts")
    void shouldReadWhatItWrote(Receipt receipt) {
        assertThat(read(write(receipt))).isEqualTo(receipt);
    }

    @ParameterizedTest
    @MethodSource("receipts")
    void shouldRefuseEveryFlippedBitThatChangesTheMeaning(Receipt receipt) {
        // Given
        byte[] bytes = write(receipt);

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);

            // When / Then: a digit's other case, a blank for another, a field nobody asks for
            try {
                assertThat(read(damaged)).as("bit " + bit).isEqualTo(receipt);
            } catch (UnreadableInputException expected) {
                assertThat(expected).hasMessageStartingWith("r.json: ");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("receipts")
    void shouldRefuseEveryCut(Receipt receipt) {
        byte[] bytes = write(receipt);
        int end = new String(bytes, StandardCharsets.UTF_8).stripTrailing().length();
        for (int length = 0; length < end; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(UnreadableInputException.class);
        }
    }

    @Test
    void shouldSayWhatIsWrong() {
        String good = new String(write(Forgery.log(1, 1, 3).receipt()), StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(good.replace("\"sequence\" : 2", "\"sequence\" : 1")))
                .hasMessage("r.json: a damaged receipt: its heads don't lead to its root; expected a receipt as verify"
                        + " --receipt writes it");
        assertThatThrownBy(() -> read(good.replace("receipt-1", "receipt-2")))
                .hasMessage("r.json: a receipt of format luo-ledger-receipt-2, this version reads luo-ledger-receipt-1;"
                        + " expected a receipt as verify --receipt writes it");
        assertThatThrownBy(() -> read("Obj\u0001"))
                .hasMessageStartingWith("r.json: not a receipt: ")
                .hasMessageContaining("(line 1, column ");
    }

    private static byte[] write(Receipt receipt) {
        StringWriter text = new StringWriter();
        ReceiptFile.write(receipt, text);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Receipt read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Receipt read(byte[] bytes) {
        return ReceiptFile.read("r.json", new ByteArrayInputStream(bytes));
    }
}
