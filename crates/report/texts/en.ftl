period-name = { $kind ->
    [p01] January { $year }
    [p02] February { $year }
    [p03] March { $year }
    [p04] April { $year }
    [p05] May { $year }
    [p06] June { $year }
    [p07] July { $year }
    [p08] August { $year }
    [p09] September { $year }
    [p10] October { $year }
    [p11] November { $year }
    [p12] December { $year }
    [p00] opening balance { $year }
   *[other] period { $number } { $year }
}
