package io.luoledger.abi.fdstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.wire.UnreadableInputException;
import org.junit.jupiter.api.Test;

class UnitListTest {
    @Test
    void shouldReadWhatSystemctlPrints() {
        // When
        UnitList files = UnitList.read("""
                UNIT FILE                STATE    PRESET
                db@.service              static   -
                vmm.service              enabled  enabled

                2 unit files listed.
                """, "units");
        UnitList loaded = UnitList.read("""
                  UNIT          LOAD      ACTIVE SUB     DESCRIPTION
                  vmm.service   loaded    active running Machines
                ● old.service   not-found failed failed  old.service

                Legend: LOAD   -> Reflects whether the unit definition was properly loaded.
                """, "units");

        // Then
        assertThat(files.has("vmm.service")).isTrue();
        assertThat(files.has("db@17.service")).isTrue();
        assertThat(files.has("db.service")).isFalse();
        assertThat(loaded.has("old.service")).isTrue();
        assertThat(loaded.has("db@17.service")).isFalse();
    }

    @Test
    void shouldReadOneListBehindAnother() {
        // When
        UnitList both = UnitList.read("""
                UNIT FILE                STATE    PRESET
                vmm.service              enabled  enabled

                1 unit files listed.
                  UNIT          LOAD      ACTIVE SUB     DESCRIPTION
                  run-1.scope   loaded    active running Transient

                Legend: LOAD   -> Reflects whether the unit definition was properly loaded.
                """, "units");

        // Then
        assertThat(both.has("vmm.service")).isTrue();
        assertThat(both.has("run-1.scope")).isTrue();
    }

    @Test
    void shouldRefuseWhatListsNoUnits() {
        // When / Then
        assertThatThrownBy(() -> UnitList.read("a.service\nhello\n", "units.txt"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("units.txt: line 2: expected a unit such as vmm.service, found \"hello\"");
        assertThatThrownBy(() -> UnitList.read("\n\n", "units.txt"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("units.txt: no unit in it, expected what systemctl list-unit-files prints");
    }
}
