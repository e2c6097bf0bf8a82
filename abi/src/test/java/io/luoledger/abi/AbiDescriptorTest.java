package io.luoledger.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.role.GuardRoles;
import io.luoledger.abi.role.Roles;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbiDescriptorTest {
    private static final AbiDescriptor KERNEL = Catalogue.find("7.3").orElseThrow();

    @Test
    void shouldResolveTheRolesOfOtherStructsAnew() {
        // Given
        List<StructLayout> renamed = KERNEL.structs().stream()
                .map(layout -> layout.name().equals(Roles.MEMFD) ? layout.withName("other_ser") : layout)
                .toList();

        // When
        AbiDescriptor other = KERNEL.withStructs(renamed);

        // Then
        assertThat(other.roles().struct(Roles.MEMFD)).isEqualTo("other_ser");
        assertThat(other.withStructs(KERNEL.structs())).isEqualTo(KERNEL);
    }

    @Test
    void shouldResolveTheRolesWhereNoneAreGiven() {
        // When
        AbiDescriptor made = withoutRoles(KERNEL);

        // Then
        assertThat(made).isEqualTo(KERNEL);
    }

    @Test
    void shouldSayWhatAGuardIsForWhateverItIsCalled() {
        // Given
        Guard memfd = KERNEL.guards(Layer.HANDLER)
                .filter(guard -> guard.writes().contains("memfd-v2"))
                .findFirst()
                .orElseThrow();
        Guard renamed = Guard.of("OTHER_NAME", Layer.HANDLER, memfd.kind(), "memfd-v2", "test");
        Guard further = Guard.of("VCPU_COMPATIBLE", Layer.HANDLER, "vcpu", "vcpu-v1", "test");
        AbiDescriptor two = KERNEL.withGuards(List.of(renamed, further));
        AbiDescriptor one = KERNEL.withGuards(List.of(further));

        // When / Then
        assertThat(two.roleOf(renamed)).isEqualTo(GuardRoles.MEMFD);
        assertThat(two.roleOf(further)).isEqualTo(GuardRoles.of(Layer.HANDLER, "vcpu"));
        assertThat(one.roleOf(further)).isEqualTo(GuardRoles.MEMFD);
    }

    // as a builder has them that nobody told
    @SuppressWarnings("NullAway")
    private static AbiDescriptor withoutRoles(AbiDescriptor kernel) {
        return kernel.with().roles(null).build();
    }
}
