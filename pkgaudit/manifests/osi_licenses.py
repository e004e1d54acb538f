"""Facts: which SPDX identifiers the OSI has approved, and older spellings of the same licences."""

from __future__ import annotations

# https://spdx.org/licenses/ (column "OSI Approved"), lower case. The -only and -or-later forms and a final + are
# taken off before looking up. PSF-2.0 is here because PyPI's own classifier calls that licence OSI approved.
OSI_IDENTIFIERS = frozenset(
    """
    0bsd aal afl-1.1 afl-1.2 afl-2.0 afl-2.1 afl-3.0 agpl-3.0 apache-1.1 apache-2.0 apl-1.0 apsl-1.0 apsl-1.1 apsl-1.2
    apsl-2.0 artistic-1.0 artistic-1.0-cl8 artistic-1.0-perl artistic-2.0 blueoak-1.0.0 bsd-1-clause bsd-2-clause
    bsd-2-clause-patent bsd-3-clause bsd-3-clause-lbnl bsl-1.0 cal-1.0 cal-1.0-combined-work-exception catosl-1.1
    cddl-1.0 cecill-2.1 cern-ohl-p-2.0 cern-ohl-s-2.0 cern-ohl-w-2.0 cnri-python cpal-1.0 cpl-1.0 cua-opl-1.0 ecl-1.0
    ecl-2.0 efl-1.0 efl-2.0 entessa epl-1.0 epl-2.0 eudatagrid eupl-1.1 eupl-1.2 fair frameworx-1.0 gpl-2.0 gpl-3.0
    hpnd icu intel ipa ipl-1.0 isc jam lgpl-2.0 lgpl-2.1 lgpl-3.0 liliq-p-1.1 liliq-r-1.1 liliq-rplus-1.1 lpl-1.0
    lpl-1.02 lppl-1.3c miros mit mit-0 mit-modern-variant motosoto mpl-1.0 mpl-1.1 mpl-2.0
    mpl-2.0-no-copyleft-exception ms-pl ms-rl mulanpsl-2.0 multics nasa-1.3 naumen ncsa ngpl nokia nposl-3.0 ntp
    oclc-2.0 ofl-1.1 ofl-1.1-no-rfn ofl-1.1-rfn ogtsl oldap-2.8 olfl-1.3 osc-1.0 oset-pl-2.1 osl-1.0 osl-2.0 osl-2.1
    osl-3.0 php-3.0 php-3.01 postgresql psf-2.0 python-2.0 qpl-1.0 rpl-1.1 rpl-1.5 rpsl-1.0 rscpl simpl-2.0 sissl
    sleepycat spl-1.0 ucl-1.0 unicode-3.0 unicode-dfs-2016 unlicense upl-1.0 vsl-1.0 w3c watcom-1.0 wordnet xnet
    zlib zpl-2.0 zpl-2.1
    """.split()  # noqa: SIM905 -- a table of words
)

# How people wrote them before SPDX: lower case, letters and digits only, with "the", "license", "version" taken out.
OSI_SPELLINGS = frozenset(
    """
    mit mitx11 x11mit expat mitexpat isc iscl apache2 apache20 apachev2 apachev20 apachesoftware apachesoftware20
    apachesoftwarev20 asl2 asl20 bsd newbsd modifiedbsd revisedbsd simplifiedbsd 2clausebsd 3clausebsd bsd2 bsd3
    bsd2clause bsd3clause bsd2clausesimplified bsd3clausenew bsdnew bsd3clausenewrevised gpl gplv2 gplv3 gpl2 gpl3
    gpl20 gpl30 gplv20 gplv30 gnugpl gnugplv2 gnugplv3 gnugeneralpublic gnugeneralpublicv2 gnugeneralpublicv3
    lgpl lgplv2 lgplv21 lgplv3 lgpl2 lgpl21 lgpl3 lgpl30 lgplv30 gnulgpl gnulgplv3 gnulesseralpublic
    gnulessergeneralpublic agplv3 agpl3 agpl30 gnuaffero gnuagplv3 mpl2 mpl20 mplv2 mplv20 mozillapublic20
    mozillapublicv20 psf psfl psf2 pythonsoftwarefoundation zpl zpl21 zpl20 zopepublic unlicense eplv1 eplv2 epl10
    epl20 eclipsepublic20 eclipsepublicv20 artistic2 artistic20 zlib zliblibpng postgresql boostsoftware10 boost
    """.split()  # noqa: SIM905 -- a table of words
)
