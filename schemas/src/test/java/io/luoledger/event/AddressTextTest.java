package io.luoledger.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {
    @Property
    void shouldReadBackTheTextOfAnAddress(@ForAll int segment, @ForAll @IntRange(max = 0xffff) int bdf) {
        PciAddress address = new PciAddress(segment, bdf);

        assertThat(PciAddress.parse(address.toString())).isEqualTo(address);
        assertThat(PciAddress.parse(address.toString().toUpperCase(Locale.ROOT)))
                .isEqualTo(address);
        assertThat(PciAddress.of(segment, address.bus(), address.devfn())).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({"0000:03:00.0,0000:03:00.0", "03:00.0,0000:03:00.0", "10000:ff:1f.7,10000:ff:1f.7"})
    void shouldReadAnAddress(String text, String expected) {
        assertThat(PciAddress.parse(text)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "3:0.0", "0000:03:20.0", "0000:03:00.8", "000:03:00.0", "0000:03:00.0 ", "100000000:03:00.0"
            })
    void shouldRefuseWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> PciAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a PCI address: " + text + ", expected ssss:bb:dd.f");
    }

    @Property
    void shouldReadBackTheTextOfAToken(@ForAll long bits) {
        Token token = new Token(bits);

        assertThat(Token.parse(token.toString())).isEqualTo(token);
        assertThat(Token.parse(Long.toUnsignedString(bits))).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "-1", "0x-1", "0x1ffffffffffffffff", "18446744073709551616", "vm"})
    void shouldRefuseWhatIsNoToken(String text) {
        assertThatThrownBy(() -> Token.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void shouldOrderTokensAndSegmentsAsUnsigned(@ForAll long left, @ForAll long right) {
        assertThat(Integer.signum(new Token(left).compareTo(new Token(right))))
                .isEqualTo(Integer.signum(Long.compareUnsigned(left, right)));
    }
}
