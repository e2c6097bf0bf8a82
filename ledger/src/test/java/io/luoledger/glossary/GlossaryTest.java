package io.luoledger.glossary;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Errno;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GlossaryTest {
    @Test
    void shouldSaySomethingOfEveryWord() {
        assertThat(Glossary.all()).allSatisfy(word -> assertThat(word.meaning()).endsWith("."));
    }

    @Test
    void shouldSayWhatToDoAboutEveryConsequenceAndGuard() {
        assertThat(Glossary.all())
                .filteredOn(word -> word.of().equals("consequence of an ABI difference")
                        || word.of().equals("layer of a guard"))
                .filteredOn(word -> !word.word().equals("none"))
                .hasSizeGreaterThan(30)
                .allSatisfy(word ->
                        assertThat(word.remedy()).as(word.word()).isNotNull().endsWith("."));
    }

    @Test
    void shouldKnowTheStringsMacrosAndStructsOfKernels() {
        assertThat(GuardWords.all())
                .filteredOn(word ->
                        List.of("vfio-pci-v2", "PCI_LUO_FLB_VERSION", "pci_ser").contains(word.word()))
                .extracting(word -> word.word() + ": "
                        + word.meaning().substring(0, word.meaning().indexOf(". ") + 1))
                .containsExactly(
                        "vfio-pci-v2: VFIO_PCI_LUO_FH_COMPATIBLE vfio-pci-v2, in series-v3.",
                        "PCI_LUO_FLB_VERSION: PCI_LUO_FLB_VERSION 1, in pci-v9, roadmap.",
                        "pci_ser: ");
        assertThat(GuardWords.all())
                .extracting(Word::word)
                .contains("memfd-v2", "luo-v5", "pci", "iommu-liveupdate")
                .doesNotContain("1", "2");
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
