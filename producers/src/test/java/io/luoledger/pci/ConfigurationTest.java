package io.luoledger.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.DeviceBody.BridgeBuses;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    @Test
    void shouldReadBusNumbersAndControlsOfAPort() {
        // Given
        Configuration port = new Configuration(port());

        // Then
        assertThat(port.bridge()).isEqualTo(new BridgeBuses(0, 3, 5));
        assertThat(port.acsControl()).isEqualTo(0x5d);
        assertThat(port.ariForwarding()).isTrue();
    }

    @Test
    void shouldNotGuessWhatOnlyRootIsShown() {
        // Given
        Configuration port = new Configuration(Arrays.copyOf(port(), 64));

        // Then
        assertThat(port.bridge()).isNotNull();
        assertThat(port.acsControl()).isNull();
        assertThat(port.ariForwarding()).isNull();
    }

    @Test
    void shouldSayThatAFunctionHasNoAcs() {
        // Given
        byte[] bytes = port();
        bytes[0x140] = 0x03;

        // Then
        assertThat(new Configuration(bytes).acsControl()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 27, 52, 53, 65, 130, 255, 256, 263, 264, 327})
    void shouldTakeAnyLength(int length) {
        // Given
        Configuration cut = new Configuration(Arrays.copyOf(port(), length));

        // Then
        assertThat(cut.acsControl()).isNull();
        assertThat(cut.bridge() == null).isEqualTo(length < 27);
    }

    @Test
    void shouldEndWhereCapabilitiesGoRoundInCircles() {
        // Given
        byte[] bytes = port();
        bytes[0x41] = 0x40;
        bytes[0x40] = 0x05;
        bytes[0x142] = 0x10;
        bytes[0x143] = 0x14;
        bytes[0x140] = 0x03;

        // Then
        assertThat(new Configuration(bytes).ariForwarding()).isNull();
        assertThat(new Configuration(bytes).acsControl()).isNull();
    }

    /** A bridge with a PCI Express capability behind another one, and ACS behind another extended one. */
    private static byte[] port() {
        byte[] bytes = new byte[Configuration.MAX_BYTES];
        bytes[0x06] = 0x10;
        bytes[0x0e] = 1;
        bytes[0x19] = 3;
        bytes[0x1a] = 5;
        bytes[0x34] = 0x40;
        bytes[0x40] = 0x05;
        bytes[0x41] = 0x54;
        bytes[0x54] = 0x10;
        bytes[0x54 + 0x28] = 0x20;
        bytes[0x100] = 0x01;
        bytes[0x102] = 0x02;
        bytes[0x103] = 0x14;
        bytes[0x140] = 0x0d;
        bytes[0x146] = 0x5d;
        return bytes;
    }
}
