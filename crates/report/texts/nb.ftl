period-name = { $kind ->
    [p01] januar { $year }
    [p02] februar { $year }
    [p03] mars { $year }
    [p04] april { $year }
    [p05] mai { $year }
    [p06] juni { $year }
    [p07] juli { $year }
    [p08] august { $year }
    [p09] september { $year }
    [p10] oktober { $year }
    [p11] november { $year }
    [p12] desember { $year }
    [p00] inngående balanse { $year }
   *[other] periode { $number } { $year }
}
